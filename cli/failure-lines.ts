import { blamesProxy } from '../lib/openstack/answer/transport-fault.ts';
import { blamesAuthUrl } from '../lib/openstack/keystone/login.ts';
import type { Trouble } from '../lib/power/fault.ts';
import type { Failure } from '../lib/power/outcome.ts';
import type { DeadLetters } from '../lib/power/ports/queue.ts';
import type { ServerId } from '../lib/power/server.ts';
import { type End, nameOf, type UnderWay } from './end.ts';
import { labelOf } from './named.ts';
import { counted, MOST_ROWS, moreLine, servers } from './report.ts';

/** The dead letters of a run: kept for the lines that report them, since no queue is here to replay them from. */
export interface FailureLines {
  readonly deadLetters: DeadLetters;
  failureOf(id: ServerId): Failure | undefined;
}

/** No failures yet. */
export const failureLines = (): FailureLines => {
  const failures = new Map<ServerId, Failure>();
  return {
    deadLetters: {
      send: async (letter) => {
        if ('intent' in letter) failures.set(letter.intent.serverId, letter.failure);
        return { kind: 'sent' };
      },
    },
    failureOf: (id) => failures.get(id),
  };
};

/** What Ctrl-C leaves behind: stops under way, ours and others', and the servers of which that is not known. */
export const interruptedLines = (ends: readonly End[]): readonly string[] => {
  const left = (whose: UnderWay): readonly End[] => ends.filter(({ underWay }) => underWay === whose);
  const [ours, others, unknown] = [left('ours'), left("somebody's"), left('unknown')];
  const found = [
    ...(ours.length > 0 ? [`stops under way, not confirmed off: ${counted(ours)}`] : []),
    ...(others.length > 0 ? [`powering off by somebody's stop: ${servers(others.length)}`] : []),
    ...(unknown.length > 0
      ? [`not looked at to the end, a stop of somebody's may be under way: ${servers(unknown.length)}`]
      : []),
  ];
  const named = [
    ...ours.map((end) => `  ${labelOf({ id: end.serverId, ...end })} ${nameOf(end)}`),
    ...others.map((end) => `  ${labelOf({ id: end.serverId, ...end })} powering-off`),
  ];
  const more = named.length - MOST_ROWS;
  return [
    `lights-out: interrupted; ${found.length > 0 ? found.join('; ') : 'no stop is under way'}`,
    ...named.slice(0, MOST_ROWS),
    ...(more > 0 ? [moreLine(more)] : []),
  ];
};

// What the cloud's own words leave open; of every other trouble they say enough.
const IN_WORDS: Partial<Record<Trouble, string>> = {
  credentials: 'the cloud refuses the credentials',
  configuration: 'the configuration does not fit the cloud',
  endpoint: 'no compute API is where the configuration or the catalog leads',
};

/** A trouble that only a person can fix, in one line for them. */
export const troubleInWords = (trouble: Trouble, because: string): string => {
  // A login that leads nowhere says nothing about Nova's address, and a proxy's nothing about the cloud.
  const words = blamesAuthUrl(because) || blamesProxy(because) ? undefined : IN_WORDS[trouble];
  return words === undefined ? because : `${words}: ${because}`;
};
