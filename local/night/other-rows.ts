import type { CloudLogEntry } from '../../cloud/cloud-log.ts';
import type { DeadLetterText } from './dead-letter-text.ts';
import { stopsOf } from './evidence.ts';
import type { NotAsked } from './night.ts';
import type { ReportRow } from './report.ts';
import type { CompleteLine } from './request-lines.ts';

// What a dead letter without a server is of, and the promise that it shows.
const OF_NO_SERVER: Readonly<Record<string, readonly [string, number]>> = {
  malformed: ['an unreadable message', 5],
  'too-many': ['a selection too large', 7],
};
const NO_STOP = { name: '-', sends: 0, seconds: null, startedByHand: false };

/** The requests that never became intents: dead letters that are of no server, and what a calendar excepts. */
export const requestRows = (
  deadLetters: readonly DeadLetterText[],
  completed: readonly Pick<CompleteLine, 'verdict' | 'because'>[],
): readonly ReportRow[] => [
  ...deadLetters
    .filter(({ serverId }) => serverId === undefined)
    .map(({ reason, because }) => {
      const [is, shows] = OF_NO_SERVER[reason] ?? ['a request', 4];
      return { ...NO_STOP, is, outcome: `dead-lettered: ${reason}`, because, shows };
    }),
  ...completed
    .filter(({ verdict }) => verdict === 'excepted')
    .map(({ because }) => ({ ...NO_STOP, is: 'a schedule on a holiday', outcome: 'excepted', because, shows: 10 })),
];

/** The servers that nobody may stop. */
export const notAskedRows = (
  notAsked: readonly NotAsked[],
  log: readonly CloudLogEntry[],
  stopper: string,
): readonly ReportRow[] =>
  notAsked.map(({ serverId, name, is, shows }) => {
    const sends = stopsOf(serverId, { log, stopper }).length;
    return { ...NO_STOP, name, is, shows, sends, outcome: 'not chosen', because: 'a stop was sent' };
  });
