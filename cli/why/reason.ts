import type { Instant } from '../../lib/instant.ts';
import { isListRefusal } from '../../lib/power/observation.ts';
import { stateWords } from '../cloud/server-words.ts';
import { userWords } from './action-events.ts';
import { type Ask, isOpen } from './asks.ts';
import type { Facts } from './facts.ts';
import { mayBeLostOne } from './ours.ts';
import type { Power, PowerChange } from './power.ts';

/** What an answer rests on. */
export const CAUSES = [
  'our-stop',
  'user',
  'machine',
  'waiting',
  'superseded',
  'held',
  'dead-letter',
  'stopped-nothing',
  'left-out',
  'never-asked',
  'not-known',
] as const;
export type Cause = (typeof CAUSES)[number];

/** Why the server is off, or on. */
export interface Reason {
  readonly cause: Cause;
  /** Goes on after the server's name: `is off since …: …`. Still with texts as they came. */
  readonly text: string;
  /** Since when it is so, where a record shows it. */
  readonly sinceAt?: Instant;
  /** Who acted, by the cloud's id of a user. */
  readonly userId?: string;
  /** The request that it rests on, or the newest one that meant the server. */
  readonly ask?: Ask;
}

/** The answer to "why is it off?" and "why is it still on?". */
export interface Answer extends Reason {
  readonly power: Power;
}

/** The state in Nova's words. */
export const stateOf = ({ seen }: Pick<Facts, 'seen'>): string =>
  seen?.kind === 'server' ? stateWords(seen.server) : 'not seen';

/** When a change was through; its beginning where Nova does not show more. */
export const momentOf = ({ action, entry }: PowerChange): Instant =>
  action.endedAt ?? entry?.stoppedAt ?? action.startedAt;

/** Who changed the power and how: `start by user …`, without a claim that was not seen. */
export const changeWords = ({ entries, ledgerUnread }: Facts, { action, by }: PowerChange): string => {
  if (by === 'us') return 'our stop';
  if (by === 'machine') return `powered ${action.action === 'stop' ? 'off' : 'on'} at the machine, not through Nova`;
  const words = `${action.action} by ${userWords(action)}`;
  if (action.action !== 'stop') return words;
  if (mayBeLostOne(action, entries)) return `${words} (or our stop whose answer was lost)`;
  return ledgerUnread === undefined ? words : `${words} (or our stop: the ledger was not read)`;
};

/** The user of a change, as a field. */
export const userOf = ({ action, by }: PowerChange): { readonly userId?: string } =>
  by !== 'user' || action.userId === null ? {} : { userId: action.userId };

/** The cause behind a request. */
export const causeOf = (ask: Ask | undefined): Cause => {
  if (ask === undefined) return 'not-known';
  if (isOpen(ask)) return 'waiting';
  if (ask.kind === 'miss') return 'stopped-nothing';
  const kind = ask.entry.ending?.kind;
  if (kind === 'dead-lettered') return 'dead-letter';
  if (kind === 'stopped') return 'our-stop';
  return kind === 'held' || kind === 'superseded' ? kind : 'not-known';
};

/** Why nothing is known of what users did; undefined when the action list was read. */
export const listUnread = ({ seen }: Pick<Facts, 'seen'>): string | undefined => {
  if (seen?.history?.kind !== 'fault') return undefined;
  const { fault } = seen.history;
  return isListRefusal(fault) ? 'this cloud shows no action list' : `the action list was not read: ${fault.message}`;
};
