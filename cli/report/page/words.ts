import { durationInWords, formatInstant, type Instant } from '../../../lib/instant.ts';
import type { DeadLetterReason } from '../../../lib/power/outcome.ts';
import type { EndWord } from '../night/night.ts';

/** Every end, in the order of a page: what needs a look comes first. */
export const ENDS: readonly EndWord[] = [
  'dead-lettered',
  'otherwise',
  'open',
  'superseded',
  'held',
  'stopped',
  'already-stopped',
  'rehearsed',
];

/** An end by name, and what it means (docs/contract.md, "Outcomes"). */
export const END_WORDS: Readonly<Record<EndWord, { readonly name: string; readonly means: string }>> = {
  stopped: { name: 'stopped', means: 'the cloud accepted our stop, and then showed it off' },
  'already-stopped': { name: 'already off', means: 'off without our stop' },
  superseded: { name: 'superseded', means: 'a user powered it on after the request: left alone' },
  held: { name: 'held', means: 'locked, or marked to be kept on: left alone' },
  rehearsed: { name: 'rehearsed', means: 'a dry run: it would have been stopped' },
  'dead-lettered': { name: 'dead letter', means: 'not stopped, or not certain: somebody has to look at it' },
  otherwise: { name: 'other version', means: 'ended in words of another version of the worker' },
  open: { name: 'open', means: 'has not ended yet' },
};

/** Whether somebody has to do something about it. */
export const needsLook = (end: EndWord): boolean => end === 'dead-lettered' || end === 'otherwise';

/** What to do about a dead letter, by its reason (docs/contract.md, "Reasons of a dead letter"). */
export const WHAT_TO_DO: Readonly<Record<DeadLetterReason, string>> = {
  malformed: 'Correct the field that is named, and send a new request.',
  'too-many': 'Nothing was stopped. Raise the cap or narrow the selector, and send a new request under a new id.',
  expired: 'Too late for this request. Send a new one if the server should still be stopped.',
  'not-found': 'The project has no such server: take its id out of the schedule or the request.',
  'not-stoppable': 'Its state has no stop. Resume, unrescue, confirm or delete it, or leave it.',
  forbidden: 'The credential may not do this: check its role, then replay the letter.',
  'stop-failed': 'Nova took the stop and the power-off failed, twice: look at the BMC.',
  stuck: 'Still powering off: look at nova-compute and at the machine.',
  unverified: 'It may be on: look at the machine.',
};

const DAY = 'YYYY-MM-DD'.length;

/** `2026-11-30 20:00:48`, in UTC. */
export const timeText = (at: Instant): string => formatInstant(at).slice(0, 19).replace('T', ' ');

/** The time of day alone where the day is that of `beside`. */
export const shortTime = (at: Instant, beside: Instant): string => {
  const text = timeText(at);
  return text.slice(0, DAY) === timeText(beside).slice(0, DAY) ? text.slice(DAY + 1) : text;
};

/** A length of time: tenths of a second below ten, else at most two units. */
export const lengthText = (ms: number): string =>
  ms < 10_000 ? `${(Math.max(ms, 0) / 1000).toFixed(1)} s` : durationInWords(ms);

/** A length of hours in the two units that matter: `2 d 4 h`, `11 h 20 min`. */
export const hoursText = (ms: number): string => {
  const hours = Math.floor(ms / 3_600_000);
  return hours < 48 ? lengthText(ms) : `${Math.floor(hours / 24)} d ${hours % 24} h`;
};

/** `1 server`, `3 servers`. */
export const counted = (count: number, one: string, several = `${one}s`): string =>
  `${count} ${count === 1 ? one : several}`;
