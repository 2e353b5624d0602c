import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { waitForQuiet, watchOthers } from './measure/others.ts';
import { type Timed, timedRun, timeProblem } from './measure/timed-run.ts';
import { buildStandIn } from './stand-in/build.ts';
import { type StandIn, type Stats, startStandIn } from './stand-in/stand-in.ts';

// How many servers a peer asks for at a time; `ours` has the same number.
const CONCURRENCY = '32';

/** Why nothing can be measured here, in one line; undefined if it can. */
export const bedProblem = (): string | undefined => {
  const built = buildStandIn();
  return built.kind === 'missing' ? built.problem : timeProblem();
};

/** What a run is made of: the options of the stand-in, and how many of its servers are to be stopped. */
export interface Trial {
  readonly servers: number;
  readonly standIn: Readonly<Record<string, number>>;
  readonly atMostSeconds: number;
  readonly quiet: number;
  readonly env?: Readonly<Record<string, string>>;
}

/** A run with what the stand-in counted, and the cores that others used meanwhile. */
export interface Tried extends Timed {
  readonly stats: Stats;
  readonly others: number;
}

/** The stand-in, and a way to run commands against it. */
export interface Bed {
  readonly standIn: StandIn;
  /** Runs a command against a stand-in that was reset. The file `ids` has the servers. */
  trial(command: readonly string[], trial: Trial): Promise<Tried>;
}

/** Starts what every question on the network needs, and ends it after use. Throws where `bedProblem` has one. */
export const withBed = async <T>(use: (bed: Bed) => Promise<T>): Promise<T> => {
  const built = buildStandIn();
  if (built.kind === 'missing') throw new Error(built.problem);
  const standIn = await startStandIn(built.path);
  const folder = await mkdtemp(join(tmpdir(), 'lights-out-bench-'));
  const idsFile = join(folder, 'ids');
  const trial: Bed['trial'] = async (command, { servers, standIn: options, atMostSeconds, quiet, env }) => {
    await standIn.reset({ ...options, servers });
    await writeFile(idsFile, await standIn.ids(servers));
    await waitForQuiet(quiet);
    const others = watchOthers(standIn.pid);
    const run = await timedRun({
      command: command.map((word) => (word === 'ids' ? idsFile : word)),
      env: {
        ...standIn.env,
        ...{ PATH: process.env.PATH ?? '', HOME: folder, LANG: 'C.UTF-8', PYTHONDONTWRITEBYTECODE: '1' },
        ...{ IDS_FILE: idsFile, CONCURRENCY },
        ...env,
      },
      atMostSeconds,
      usageFile: join(folder, 'usage'),
    });
    return { ...run, others: others(Number.isNaN(run.cpuS) ? 0 : run.cpuS), stats: await standIn.stats() };
  };
  try {
    return await use({ standIn, trial });
  } finally {
    await standIn.stop();
    await rm(folder, { recursive: true });
  }
};
