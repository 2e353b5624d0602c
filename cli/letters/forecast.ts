import type { Instant } from '../../lib/instant.ts';
import type { StopRequest } from '../../lib/message/request.ts';
import { type Intent, keyOf } from '../../lib/power/intent.ts';
import type { DeadLetterReason } from '../../lib/power/outcome.ts';
import { replayed } from '../../lib/power/replayed.ts';
import { SELECT_PART } from '../../lib/power/roll.ts';
import { serverCount } from '../cloud/server-words.ts';
import type { Letter } from './letter.ts';
import { utc } from './letter-words.ts';
import { endedOtherwise, type LookPorts, type Rehearsed, rehearse } from './rehearse.ts';

/**
 * What the replay of a letter would do now. `replays`: something, so it is worth sending. The others are left in the queue: a user has
 * overtaken them, they are held, or they would end as they did.
 */
export type Forecast =
  | {
      readonly replays: true;
      readonly would: 'stop' | 'off' | 'wait' | 'ask' | 'rehearse' | 'unknown';
      readonly because: string;
    }
  | {
      readonly replays: false;
      readonly would: 'superseded' | 'held' | 'frozen' | 'ended' | 'no-change' | DeadLetterReason;
      readonly because: string;
    };

const unknown = (because: string): Forecast => ({
  replays: true,
  would: 'unknown',
  because: `not looked at: ${because}`,
});

const noChange = (because: string): Forecast => ({ replays: false, would: 'no-change', because });

/** Looks at what a letter is about as the worker would at its replay; sends and writes nothing. */
export const forecast = async (letter: Letter, ports: LookPorts): Promise<Forecast> => {
  const { subject, failure, notReplayable } = letter;
  if (notReplayable !== undefined) return noChange(`its replay could not be read: ${notReplayable}`);
  switch (subject.kind) {
    case 'server':
      return await forecastServer(subject.intent, failure?.failedAt, ports);
    case 'request':
      return await forecastRequest(subject.request, ports);
    case 'roll-call':
      return { replays: true, would: 'ask', because: 'asks again what became of the request; stops nothing' };
    case 'malformed':
      return { replays: false, would: 'malformed', because: `it would be malformed again: ${subject.problem}` };
    case 'newer':
      return noChange(`${subject.problem}: update the stack first`);
  }
};

const forecastServer = async (first: Intent, failedAt: Instant | undefined, ports: LookPorts): Promise<Forecast> => {
  const { clouds, clock, stack } = ports;
  const intent = replayed(first, clock.now());
  const found = await stack.records.read(keyOf(intent));
  if (found.kind === 'unavailable' || found.kind === 'unreadable') return unknown(`the ledger: ${found.because}`);
  const entry = found.kind === 'found' ? found.entry : undefined;
  const ended = entry && endedOtherwise(entry, failedAt);
  if (ended !== undefined) return { replays: false, would: 'ended', because: ended };
  const opened = await clouds.cloud(intent.cloud);
  if (opened.kind === 'unknown') return unknown(`cloud ${intent.cloud} is not configured here`);
  if (opened.kind === 'fault') return unknown(opened.fault.message);
  const seen = await rehearse({ intent, failedAt, entry }, ports);
  const judged = judge(seen, intent);
  return judged.would === 'stop' ? await withFreeze(judged, intent, ports) : judged;
};

const judge = ({ outcome, state, isNotFound }: Rehearsed, { dryRun }: Intent): Forecast => {
  const because = outcome.because.replace(/^would have been stopped: /, '');
  const seen = state === undefined ? because : `${state}: ${because}`;
  switch (outcome.kind) {
    case 'rehearsed':
      return { replays: true, would: dryRun ? 'rehearse' : 'stop', because: seen };
    case 'stopped':
    case 'already-stopped':
      return { replays: true, would: 'off', because };
    case 'superseded':
      return { replays: false, would: 'superseded', because: `a user has overtaken it: ${because}` };
    case 'held':
      return { replays: false, would: 'held', because };
    case 'dead-lettered':
      return { replays: false, would: outcome.reason, because: `it would be ${outcome.reason} again: ${because}` };
    case 'look-again':
      if (isNotFound) return { replays: false, would: 'not-found', because: 'there is no such server in the project' };
      return outcome.trouble === undefined ? { replays: true, would: 'wait', because: seen } : unknown(because);
  }
};

// A rehearsal is not frozen, since it sends nothing; its stop would wait, and expire in a freeze that lasts longer than its window.
const withFreeze = async (
  judged: Forecast,
  { cloud, notAfter }: Intent,
  { stack, clock }: LookPorts,
): Promise<Forecast> => {
  const found = await stack.freezes.freezeOf(cloud, clock.now());
  if (found.kind === 'unavailable')
    return { ...judged, because: `${judged.because}; freezes not read: ${found.because}` };
  if (found.freeze === undefined) return judged;
  const { untilAt, by, why } = found.freeze;
  const because = `frozen until ${utc(untilAt)} by ${by}: ${why}`;
  return untilAt < notAfter
    ? { replays: true, would: 'wait', because: `${because}; then ${judged.because}` }
    : { replays: false, would: 'frozen', because: `${because}: its window would end before` };
};

const forecastRequest = async (request: StopRequest, { stack }: LookPorts): Promise<Forecast> => {
  const { select, serverIds } = request;
  if (select === undefined)
    return {
      replays: true,
      would: 'ask',
      because: `asks for ${serverCount(serverIds.length)} again; each is judged by itself`,
    };
  const found = await stack.records.rollsOf([{ ...request, part: SELECT_PART }]);
  if (found.kind === 'unavailable') return unknown(`its roll: ${found.because}`);
  if (found.unread > 0) return unknown('its roll: this version cannot read it');
  const [roll] = found.rolls;
  if (roll === undefined)
    return { replays: true, would: 'ask', because: 'chooses now; each server is judged by itself' };
  if (roll.verdict === 'chosen')
    return {
      replays: true,
      would: 'ask',
      because: `asks again for the ${serverCount(roll.ids.length)} of its roll; each is judged by itself`,
    };
  return noChange(`its verdict is final: ${roll.verdict}: ${roll.because}; send a new request under a new id`);
};
