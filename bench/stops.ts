import type { Options, Question } from './question.ts';
import { LIMITS, ours, PEERS, type Stopper } from './stoppers.ts';
import { measureThroughput } from './throughput.ts';

const all = ({ also }: Options): readonly Stopper[] => [...LIMITS, ...PEERS, ...ours(also, '--no-wait')];

/** A question and its own numbers, which the options may replace. */
interface Asked extends Pick<Question, 'name' | 'what'> {
  readonly servers: number;
  readonly latencyMs: number;
  readonly rounds: number;
  readonly stoppers: (options: Options) => readonly Stopper[];
}

const questionOf = ({ name, what, servers, latencyMs, rounds, stoppers }: Asked): Question => ({
  name,
  what,
  takes: ['rounds', 'servers', 'quiet', 'also'],
  run: (options) =>
    measureThroughput(
      {
        servers: options.servers ?? servers,
        latencyMs,
        rounds: options.rounds ?? rounds,
        stoppers: stoppers(options),
      },
      options,
    ),
});

/** What stopping 1,000 servers costs when the network costs nothing. */
export const stops = questionOf({
  name: 'stops',
  what: 'stop --no-wait of 1,000 servers, 32 at a time: processor time, wall and memory',
  ...{ servers: 1000, latencyMs: 0, rounds: 5, stoppers: all },
});

/** The same when the cloud takes 20 ms for an answer. */
export const stopsWithLatency = questionOf({
  name: 'stops-20ms',
  what: 'the same where each answer of the cloud takes 20 ms',
  ...{ servers: 1000, latencyMs: 20, rounds: 3, stoppers: all },
});

/** The same with ten times as many servers, without the peers that need minutes. */
export const manyStops = questionOf({
  name: 'stops-10000',
  what: 'the same with 10,000 servers',
  ...{ servers: 10_000, latencyMs: 0, rounds: 3 },
  stoppers: (options) => all(options).filter(({ slow }) => !slow),
});
