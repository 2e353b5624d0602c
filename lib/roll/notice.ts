import { durationInWords, formatInstant } from '../instant.ts';
import { REASON_WORDS } from '../power/reason-words.ts';
import type { Roll } from '../power/roll.ts';
import { oneLine } from '../text.ts';
import type { Failed, Named, Tally } from './tally.ts';

// SNS: "must be less than 100 characters long" (API reference, Publish).
const SUBJECT_MAX = 99;
const TEXT_MAX_BYTES = 8 * 1024;

/** A schedule by its name, any other request by its id. */
export const calledBy = ({ source, requestId }: Pick<Roll, 'source' | 'requestId'>): string =>
  (source === 'schedule' && /\/([^/@]+)@[^@]*$/.exec(requestId)?.[1]) || requestId;

const offOf = ({ outcomes }: Tally): number => (outcomes.stopped ?? 0) + (outcomes['already-stopped'] ?? 0);

/** The subject of the message: printable ASCII, at most 99 characters. */
const subjectOf = (roll: Roll, counted: Tally): string => {
  const { servers, failures, open } = counted;
  const result =
    roll.verdict === 'chosen'
      ? `${roll.dryRun ? `${servers} rehearsed` : `${offOf(counted)} of ${servers} off`}, ${failures.length} failed, ${open.length} open`
      : `nothing stopped, ${roll.verdict}`;
  return `lights-out: ${result} (${calledBy(roll)})`.replace(/[^ -~]/g, '?').slice(0, SUBJECT_MAX);
};

const counts = (values: Readonly<Record<string, number | undefined>>): string =>
  Object.entries(values)
    .map(([name, count]) => `${count} ${name}`)
    .join(', ');

const askedLines = (roll: Roll): readonly string[] => [
  `Request ${roll.requestId}`,
  `from ${roll.source}, for the cloud ${oneLine(roll.cloud)}, at ${formatInstant(roll.requestedAt)}, open until ${formatInstant(roll.notAfter)}`,
  ...(roll.dryRun ? ['A rehearsal: no stop was sent.'] : []),
  ...(roll.select === undefined ? [] : [`Selected by ${oneLine(JSON.stringify(roll.select))}`]),
  ...(roll.counts === undefined
    ? []
    : [
        `Listed ${roll.counts.listed}, matched ${roll.counts.matched}${Object.keys(roll.counts.leftOut).length === 0 ? '' : `, left out by rule: ${counts(roll.counts.leftOut)}`}`,
      ]),
];

const resultLines = (roll: Roll, { servers, outcomes, timeToOffMs }: Tally): readonly string[] =>
  roll.verdict === 'chosen'
    ? [
        `${servers} servers: ${counts(outcomes) || 'none has ended'}`,
        ...(timeToOffMs === undefined
          ? []
          : [
              `Time to off: half within ${durationInWords(timeToOffMs.p50)}, all within ${durationInWords(timeToOffMs.max)}`,
            ]),
      ]
    : [`Nothing was stopped: ${roll.verdict}: ${oneLine(roll.because)}`];

const toDoLines = (roll: Roll, { failures, open }: Tally): readonly string[] => {
  const reasons = new Set(failures.flatMap(({ reason }) => reason ?? []));
  const verdict = Object.entries(REASON_WORDS).find(([reason]) => reason === roll.verdict);
  return [
    ...(verdict === undefined ? [] : [`What to do: ${verdict[1].toDo}`]),
    ...(reasons.size === 0 ? [] : ['What to do (each failure is in the dead-letter queue):']),
    ...[...reasons].map((reason) => `  ${reason}: ${REASON_WORDS[reason].toDo}`),
    ...(open.length === 0 ? [] : ['Open: read the outcome lines of these servers in the log of the worker.']),
  ];
};

const whoLine = ({ serverId, name, because }: Named, end = ''): string =>
  `  ${name === undefined ? '' : `${oneLine(name)} `}${serverId}: ${end}${oneLine(because)}`;
const failedLine = (failed: Failed): string => whoLine(failed, `${failed.reason ?? failed.outcome}: `);

const bytes = (lines: readonly string[]): number => Buffer.byteLength(lines.join('\n')) + 1;

// As many lines as fit, and how many did not.
const fitting = (title: string, lines: readonly string[], most: number): readonly string[] => {
  if (lines.length === 0) return [];
  let left = most - bytes([title]) - 40;
  const end = lines.findIndex((line) => {
    left -= bytes([line]);
    return left < 0;
  });
  const shown = end === -1 ? lines : lines.slice(0, end);
  return ['', title, ...shown, ...(end === -1 ? [] : [`  and ${lines.length - end} more`])];
};

/** The message that a person reads: what was asked, what became of it, what failed, what is open, what to do. */
export const noticeOf = (roll: Roll, counted: Tally): { readonly subject: string; readonly text: string } => {
  const head = [...askedLines(roll), '', ...resultLines(roll, counted)];
  const toDo = toDoLines(roll, counted);
  const tail = toDo.length === 0 ? [] : ['', ...toDo];
  const room = TEXT_MAX_BYTES - bytes(head) - bytes(tail) - 4;
  const openLines = counted.open.map((open) => whoLine(open));
  const failed = fitting('Failed:', counted.failures.map(failedLine), openLines.length === 0 ? room : (room * 2) / 3);
  const open = fitting('Open:', openLines, room - bytes(failed));
  return { subject: subjectOf(roll, counted), text: [...head, ...failed, ...open, ...tail].join('\n') };
};
