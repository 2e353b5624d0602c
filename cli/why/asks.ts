import type { Instant } from '../../lib/instant.ts';
import type { Entry } from '../../lib/power/entry.ts';
import { lastSend } from '../../lib/power/sends.ts';
import { utcText } from '../terminal/utc.ts';
import { requestOf } from './event-words.ts';
import type { Facts } from './facts.ts';
import { missWords } from './miss-words.ts';
import { type Miss, missesOf } from './misses.ts';

/** A request that meant this server: with what was done about it, or with what came in between before anybody looked. */
export type Ask =
  | { readonly kind: 'entry'; readonly at: Instant; readonly entry: Entry }
  | { readonly kind: 'miss'; readonly at: Instant; readonly miss: Miss };

/** The newest request that meant this server; a rehearsal stops nothing, so it is none. */
export const newestAsk = (facts: Facts): Ask | undefined => {
  const entries = facts.entries
    .filter(({ intent }) => !intent.dryRun)
    .map((entry): Ask => ({ kind: 'entry', at: entry.intent.replayedAt ?? entry.intent.requestedAt, entry }));
  const misses = missesOf(facts)
    .filter(({ kind, roll }) => !roll.dryRun && (kind === 'stopped-nothing' || kind === 'not-looked-at'))
    .map((miss): Ask => ({ kind: 'miss', at: miss.roll.requestedAt, miss }));
  return [...entries, ...misses].toSorted((a, b) => b.at - a.at)[0];
};

/** Whether something of the request is still to come. */
export const isOpen = (ask: Ask): boolean =>
  ask.kind === 'entry'
    ? ask.entry.ending === undefined || ask.entry.ending.kind === 'burying'
    : ask.miss.kind === 'not-looked-at';

/** The request in words, with what became of it. */
export const askWords = (ask: Ask): string =>
  ask.kind === 'miss' ? `${requestOf(ask.miss.roll)} ${missWords(ask.miss)}${untilWords(ask)}` : entryWords(ask.entry);

const untilWords = ({ miss }: Extract<Ask, { kind: 'miss' }>): string =>
  miss.kind === 'not-looked-at' ? `, until ${utcText(miss.roll.notAfter)}` : '';

const entryWords = (entry: Entry): string => {
  const { intent, ending } = entry;
  const request = requestOf(intent);
  if (ending === undefined) return `${request} waits: ${waitWords(entry)}`;
  if ('failure' in ending)
    return `${request} is a dead letter${ending.kind === 'burying' ? ' on its way' : ''} (${ending.failure.reason}): ${ending.because}`;
  const { kind, because, endedAt } = ending;
  switch (kind) {
    case 'stopped':
      return `${request} had it off at ${utcText(endedAt)}: ${because}`;
    case 'already-stopped':
      return `${request} found it off at ${utcText(endedAt)}: ${because}`;
    case 'superseded':
      return `${request} left it alone: ${because}`;
    case 'held':
      return `${request} left it on: ${because}`;
    case 'rehearsed':
      return `${request}: ${because}`;
  }
};

// An accepted stop is followed past notAfter, for as long as the stack's settings say.
const waitWords = (entry: Entry): string => {
  const last = entry.history.at(-1);
  const send = lastSend(entry);
  const because = last === undefined ? 'the first look is under way' : last.because;
  return send?.state === 'accepted'
    ? `its stop was accepted at ${utcText(send.answeredAt ?? send.markedAt)}, ${because}`
    : `${because}; until ${utcText(entry.intent.notAfter)}`;
};
