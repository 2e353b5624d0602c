import { intentsOf, parseRequest } from '../lib/message/request.ts';
import type { ConfiguredClouds } from '../lib/openstack/open-clouds.ts';
import type { Intent } from '../lib/power/intent.ts';
import type { ServerId } from '../lib/power/server.ts';
import type { Timing } from '../lib/power/timing.ts';
import { serverIds } from './id-list.ts';
import type { IdList } from './id-words.ts';
import { printable } from './output.ts';
import type { Problems } from './problems.ts';
import { cloudProblems } from './problems.ts';
import type { World } from './process-world.ts';
import { type RunSettings, runSettings } from './run-settings.ts';

/** The options of `stop`, as typed; what a request checks is checked there. */
export interface StopOptions {
  readonly serversFrom: readonly string[];
  readonly concurrency: number;
  readonly wait: boolean;
  readonly dryRun: boolean;
  readonly json: boolean;
  readonly window?: string;
  readonly cloud?: string;
  readonly reason?: string;
}

/** What a run will do, everything checked that can be without a login. */
export interface StopPlan {
  readonly kind: 'plan';
  readonly intents: readonly Intent[];
  readonly clouds: ConfiguredClouds;
  readonly timing: Timing;
}

/** Turns what was typed into intents, or lists every problem. Asks no cloud anything. */
export const stopPlan = async (
  args: readonly string[],
  options: StopOptions,
  world: World,
): Promise<StopPlan | Problems> => {
  const lists = await readLists(options.serversFrom, world);
  const settled = runSettings(world.env);
  const ids = serverIds(args, lists.lists);
  const problems = [
    ...lists.problems,
    // A list that could not be read may be the one that names the servers.
    ...(ids.kind === 'problems' && !(lists.problems.length > 0 && args.length === 0) ? ids.problems : []),
    ...(settled.kind === 'problems' ? settled.problems : []),
  ];
  if (problems.length > 0 || ids.kind === 'problems' || settled.kind === 'problems')
    return { kind: 'problems', problems };
  return request(ids.ids, options, settled.settings, world);
};

const readLists = async (
  paths: readonly string[],
  world: World,
): Promise<{ readonly lists: readonly IdList[]; readonly problems: readonly string[] }> => {
  const lists: IdList[] = [];
  const problems: string[] = [];
  for (const path of paths) {
    const name = path === '-' ? 'standard input' : path;
    try {
      lists.push({ name: printable(name), text: await world.readText(path) });
    } catch (error) {
      if (!(error instanceof Error && 'code' in error)) throw error;
      problems.push(`--servers-from: ${printable(name)} cannot be read (${String(error.code)})`);
    }
  }
  return { lists, problems };
};

const request = async (
  ids: readonly ServerId[],
  { window, cloud, dryRun, reason }: StopOptions,
  { timing, allowAdmin }: RunSettings,
  world: World,
): Promise<StopPlan | Problems> => {
  const { clock } = world;
  const now = clock.now();
  const clouds = world.clouds(allowAdmin);
  const defaultCloud = cloud ?? (await clouds.defaultName());
  const body = {
    // A message's limit is none of a run's: one server represents all, so that they are one request with one deadline.
    serverIds: ids.slice(0, 1),
    dryRun,
    ...(window === undefined ? {} : { window }),
    ...(cloud === undefined ? {} : { cloud }),
    ...(reason === undefined ? {} : { reason }),
  };
  const parsed = parseRequest(
    body,
    { source: 'cli', requestId: clock.freshId(), arrivedAt: now, now },
    { timing, defaultCloud: defaultCloud ?? '' },
  );
  if (parsed.kind === 'problem') return { kind: 'problems', problems: [`--${parsed.problem}`] };
  const problems = await cloudProblems(clouds, defaultCloud);
  if (problems.length > 0) return { kind: 'problems', problems };
  return { kind: 'plan', intents: intentsOf({ ...parsed.value, serverIds: ids }), clouds, timing };
};
