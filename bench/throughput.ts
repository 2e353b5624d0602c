import { type Tried, withBed } from './bed.ts';
import { capacity } from './limits/capacity.ts';
import { countClean, countedRuns, medianAgainst, medianOf, type Run } from './measure/median.ts';
import { loadNow, neighbours } from './measure/others.ts';
import { interleave } from './measure/rounds.ts';
import { figure, say, table } from './measure/table.ts';
import { present } from './peers/needs.ts';
import type { Options } from './question.ts';
import { LIMIT, type Stopper } from './stoppers.ts';

/** How many servers are stopped, at which latency of each answer, by whom. */
export interface Throughput {
  readonly servers: number;
  readonly latencyMs: number;
  readonly rounds: number;
  readonly stoppers: readonly Stopper[];
}

type Stopped = Tried & Run;

const AT_MOST_SECONDS = 240;
const HEAD = [
  ...['stopped by', 'processor time, × undici', 'wall, × undici', 'peak memory, MiB', 'processor time, s', 'wall, s'],
  ...['requests', 'connections', 'stopped', 'posted twice', 'clean runs'],
];

/** The row of one stopper. There is a ratio only where every run stopped all servers. */
const rowOf = (
  name: string,
  runs: readonly Stopped[],
  base: readonly Stopped[],
  servers: number,
): readonly string[] => {
  const least = Math.min(...runs.map(({ stats }) => stats.stops));
  const against = (get: (run: Stopped) => number): number =>
    least < servers ? Number.NaN : medianAgainst(runs, base, (run, limit) => get(run) / get(limit));
  const exits = [...new Set(runs.map(({ exit }) => exit))].filter((exit) => exit !== 0);
  const walls = countedRuns(runs).map(({ wallS }) => wallS);
  return [
    exits.length === 0
      ? name
      : `${name} (${exits.map((exit) => (exit === 'hung' ? exit : `exit ${exit}`)).join(', ')})`,
    figure(against(({ cpuS }) => cpuS)),
    figure(against(({ wallS }) => wallS)),
    figure(
      medianOf(runs, ({ rssMib }) => rssMib),
      0,
    ),
    figure(medianOf(runs, ({ cpuS }) => cpuS)),
    `${figure(medianOf(runs, ({ wallS }) => wallS))} (${figure(Math.min(...walls))} to ${figure(Math.max(...walls))})`,
    figure(
      medianOf(runs, ({ stats }) => stats.requests),
      0,
    ),
    figure(
      medianOf(runs, ({ stats }) => stats.connections),
      0,
    ),
    `${least}`,
    `${Math.max(...runs.map(({ stats }) => stats.postedTwice))}`,
    `${countClean(runs)} of ${runs.length}`,
  ];
};

/** Stops the same servers with every stopper, in turn, and prints what each took. The slow ones take part in the first round. */
export const measureThroughput = async (what: Throughput, options: Options): Promise<void> => {
  const { servers, latencyMs, rounds, stoppers } = what;
  const { here, leftOut } = present(stoppers);
  const loadBefore = loadNow();
  const trial = { servers, standIn: { latency_ms: latencyMs }, atMostSeconds: AT_MOST_SECONDS, quiet: options.quiet };
  const { runs, most } = await withBed(async (bed) => ({
    most: await capacity(bed.standIn),
    runs: await interleave(
      here,
      rounds,
      ({ slow }, round) => !slow || round === 0,
      async ({ command }, round) => ({ ...(await bed.trial(command, trial)), round }),
    ),
  }));
  const base = runs.get(LIMIT) ?? [];
  say(
    `${servers} servers, ${latencyMs} ms an answer`,
    [neighbours(loadBefore, [...runs.values()].flat()), `Rounds: ${rounds}. ${most}`, ...leftOut],
    table(
      HEAD,
      [...runs].map(([{ name }, tried]) => rowOf(name, tried, base, servers)),
    ),
  );
};
