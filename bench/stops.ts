import type { Options, Question } from './question.ts';
import { LIMITS, ours, PEERS, type Stopper } from './stoppers.ts';
import { measureThroughput } from './throughput.ts';

const TAKES = ['rounds', 'servers', 'quiet', 'also'] as const;

const all = ({ also }: Options): readonly Stopper[] => [...LIMITS, ...PEERS, ...ours(also, '--no-wait')];

/** What stopping 1,000 servers costs when the network costs nothing. */
export const stops: Question = {
  name: 'stops',
  what: 'stop --no-wait of 1,000 servers, 32 at a time: processor time, wall and memory',
  takes: TAKES,
  run: (options) =>
    measureThroughput(
      { servers: options.servers ?? 1000, latencyMs: 0, rounds: options.rounds ?? 5, stoppers: all(options) },
      options,
    ),
};

/** The same when the cloud takes 20 ms for an answer. */
export const stopsWithLatency: Question = {
  name: 'stops-20ms',
  what: 'the same where each answer of the cloud takes 20 ms',
  takes: TAKES,
  run: (options) =>
    measureThroughput(
      { servers: options.servers ?? 1000, latencyMs: 20, rounds: options.rounds ?? 3, stoppers: all(options) },
      options,
    ),
};

/** The same with ten times as many servers, without the peers that need minutes. */
export const manyStops: Question = {
  name: 'stops-10000',
  what: 'the same with 10,000 servers',
  takes: TAKES,
  run: (options) =>
    measureThroughput(
      {
        servers: options.servers ?? 10_000,
        latencyMs: 0,
        rounds: options.rounds ?? 3,
        stoppers: all(options).filter(({ slow }) => !slow),
      },
      options,
    ),
};
