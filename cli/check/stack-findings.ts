import { durationInWords, type Instant } from '../../lib/instant.ts';
import type { FreezeBook } from '../../lib/power/ports/freezes.ts';
import type { Unavailable } from '../../lib/power/ports/ledger.ts';
import type { Health, OpenStack, QueueCounts, Ringing } from '../terminal/stack.ts';
import { COMMAND, printable } from '../terminal/terminal.ts';
import { utcText } from '../terminal/utc.ts';
import { type Finding, good, problem, remark } from './findings.ts';

type Answer<Verb extends keyof Health> = Health[Verb] extends () => Promise<infer Answered> ? Answered : never;

// The end of what awsErrorText says of a refusal.
const REFUSED = /[a-z0-9-]+:[A-Za-z]+ is not allowed$/;

/** What could not be read, and why: of a refusal only the right that is missing. */
export const unreadFinding = (about: string, because: string): Finding =>
  problem(about, REFUSED.exec(because)?.[0] ?? `cannot be read: ${because}`);

/** Where the rights are that the reader lacks; nothing when none is missing. */
export const rightsFindings = (
  findings: readonly Finding[],
  { OnCallPolicyArn: policy = 'an older version of the stack has none' }: OpenStack['outputs'],
): readonly Finding[] =>
  findings.some(({ text }) => REFUSED.test(text))
    ? [remark('your rights', `what is missing is in the policy of the output OnCallPolicyArn: ${policy}`)]
    : [];

// CloudFormation User Guide, "Stack status codes".
const STATUS: readonly (readonly [form: RegExp, mark: Finding['mark'], meaning: string])[] = [
  [/^(?:CREATE|UPDATE|IMPORT)_COMPLETE$/, 'good', ''],
  [/ROLLBACK_COMPLETE$/, 'remark', ': the last deployment failed and was taken back'],
  [/_IN_PROGRESS$/, 'remark', ': a deployment is under way'],
  [/_FAILED$/, 'problem', ': the last deployment failed: see its events in CloudFormation'],
];

/** The stack itself: where it is, and whether its last deployment went well. */
export const stackFinding = ({ name, region, health }: Pick<OpenStack, 'name' | 'region' | 'health'>): Finding => {
  const [, mark, meaning] = STATUS.find(([form]) => form.test(health.status)) ?? [undefined, 'remark' as const, ''];
  return { mark, about: 'stack', text: `${name} in ${region}, ${health.status}${meaning}` };
};

/** Whether Lambda takes the queue's messages to the worker. */
export const eventSourceFinding = (answer: Answer<'eventSources'>): Finding => {
  const about = 'event source';
  if (answer.kind === 'unavailable') return unreadFinding(about, answer.because);
  const { states } = answer;
  if (states.length === 0) return problem(about, 'there is none: messages wait and nothing is stopped; deploy again');
  if (states.every((state) => state === 'Enabled')) return good(about, 'enabled: messages reach the worker');
  const shown = states.join(', ');
  return states.some((state) => state.startsWith('Disabl'))
    ? problem(about, `${shown}: messages wait and nothing is stopped until it is enabled`)
    : remark(about, `${shown}: look again in a minute`);
};

const inFlightWords = (inFlight: number): string =>
  inFlight === 0 ? '' : `, ${inFlight} in flight (worked on, or wait for their next look)`;

/** What waits in the stop queue. */
export const stopQueueFinding = (counts: QueueCounts | Unavailable): Finding =>
  counts.kind === 'unavailable'
    ? unreadFinding('stop queue', counts.because)
    : good(
        'stop queue',
        counts.waiting + counts.inFlight === 0 ? 'empty' : `${counts.waiting} waiting${inFlightWords(counts.inFlight)}`,
      );

/** Whether there are dead letters, and how to read them. */
export const deadLettersFinding = (counts: QueueCounts | Unavailable, stack: string): Finding => {
  const about = 'dead letters';
  if (counts.kind === 'unavailable') return unreadFinding(about, counts.because);
  const { waiting, inFlight } = counts;
  if (waiting + inFlight === 0) return good(about, 'none');
  const taken = inFlight === 0 ? '' : `, ${inFlight} of them taken by somebody at the moment`;
  return {
    ...problem(about, `${waiting + inFlight}${taken}: stops that did not happen or are not proven; read them`),
    command: `${COMMAND} dead-letters list --stack ${printable(stack)}`,
  };
};

const ringingFinding = ({ name, description, since }: Ringing): Finding =>
  problem(
    'alarm',
    `${name.slice(name.lastIndexOf('-') + 1)} rings${since === undefined ? '' : ` since ${utcText(since)}`}: ${description}`,
  );

/** The alarms that ring, each with what to do first. */
export const alarmFindings = (answer: Answer<'alarms'>): readonly Finding[] => {
  if (answer.kind === 'unavailable') return [unreadFinding('alarms', answer.because)];
  const { count, withoutData, ringing } = answer;
  if (count === 0) return [problem('alarms', 'the stack has none: nobody hears of a failure; deploy again')];
  const noData = withoutData === 0 ? '' : `; ${withoutData} have no data yet`;
  return ringing.length === 0 ? [good('alarms', `none of ${count} rings${noData}`)] : ringing.map(ringingFinding);
};

/** The freezes that are on: while one is, no stop of its cloud is sent. */
export const freezeFindings = (
  answer: Awaited<ReturnType<FreezeBook['freezesAt']>>,
  now: Instant,
): readonly Finding[] => {
  if (answer.kind === 'unavailable') return [remark('freeze', 'not known, since the table cannot be read')];
  if (answer.freezes.length === 0) return [good('freeze', 'none: stops may be sent')];
  return answer.freezes.map(({ cloud, untilAt, by, why }) =>
    remark(
      'freeze',
      `${cloud === null ? 'all clouds' : `cloud ${cloud}`} until ${utcText(untilAt)} (${durationInWords(untilAt - now)}): no stop is sent. By ${by}: ${why}`,
    ),
  );
};
