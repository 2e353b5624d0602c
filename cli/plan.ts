import { quoted } from '../lib/message/json.ts';
import { intentsOf, parseRequest } from '../lib/message/request.ts';
import type { ConfiguredClouds } from '../lib/openstack/open-clouds.ts';
import type { Guards } from '../lib/power/guard/guards.ts';
import type { Intent } from '../lib/power/intent.ts';
import type { ServerId } from '../lib/power/server.ts';
import { DEFAULT_TIMING, type Timing } from '../lib/power/timing.ts';
import { weakenedProcess } from '../lib/settings/certificate-checks.ts';
import { type Environment, environmentReader } from '../lib/settings/environment.ts';
import { readGuards } from '../lib/settings/guard-rules.ts';
import { readTimingWithoutQueue } from '../lib/settings/read-timing.ts';
import type { IdList } from './id-lines.ts';
import { readServerIds } from './id-list.ts';
import type { Problems } from './report.ts';
import { printable, type Terminal } from './terminal.ts';

/** The options of `stop`, as typed. The request checks its own fields. */
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

/** The plan of a run; everything is checked that can be checked without a login. */
export interface StopPlan {
  readonly kind: 'plan';
  readonly intents: readonly Intent[];
  readonly clouds: ConfiguredClouds;
  readonly timing: Timing;
  readonly guards: Guards;
}

/** Turns what was typed into intents, or lists every problem. Asks no cloud anything. */
export const planStop = async (
  args: readonly string[],
  options: StopOptions,
  terminal: Terminal,
): Promise<StopPlan | Problems> => {
  const lists = await readLists(options.serversFrom, terminal);
  const settings = readRunSettings(terminal.env);
  const ids = readServerIds(args, lists.lists);
  const problems = [
    ...lists.problems,
    // A list that could not be read may be the one that names the servers.
    ...(ids.kind === 'problems' && !(lists.problems.length > 0 && args.length === 0) ? ids.problems : []),
    ...(settings.kind === 'problems' ? settings.problems : []),
  ];
  if (problems.length > 0 || ids.kind === 'problems' || settings.kind === 'problems')
    return { kind: 'problems', problems };
  return planRequest(ids.ids, options, settings.settings, terminal);
};

const readLists = async (
  paths: readonly string[],
  terminal: Terminal,
): Promise<{ readonly lists: readonly IdList[]; readonly problems: readonly string[] }> => {
  const lists: IdList[] = [];
  const problems: string[] = [];
  for (const path of paths) {
    const name = path === '-' ? 'standard input' : path;
    try {
      lists.push({ name: printable(name), text: await terminal.readText(path) });
    } catch (error) {
      if (!(error instanceof Error && 'code' in error)) throw error;
      problems.push(`--servers-from: ${printable(name)} cannot be read (${String(error.code)})`);
    }
  }
  return { lists, problems };
};

const planRequest = async (
  ids: readonly ServerId[],
  { window, cloud, dryRun, reason }: StopOptions,
  { timing, allowAdmin, guards }: RunSettings,
  terminal: Terminal,
): Promise<StopPlan | Problems> => {
  const { clock } = terminal;
  const now = clock.now();
  const clouds = terminal.clouds(allowAdmin);
  const name = cloud ?? (await clouds.defaultName());
  const body = {
    // A run has no limit of servers, a message has: one server represents all, so they share one request.
    serverIds: ids.slice(0, 1),
    dryRun,
    ...(window === undefined ? {} : { window }),
    ...(cloud === undefined ? {} : { cloud }),
    ...(reason === undefined ? {} : { reason }),
  };
  const parsed = parseRequest(
    body,
    { source: 'cli', requestId: clock.freshId(), arrivedAt: now, now },
    { timing, defaultCloud: name ?? '' },
  );
  if (parsed.kind === 'problem') return { kind: 'problems', problems: [`--${parsed.problem}`] };
  const problems = await findCloudProblems(clouds, name);
  if (problems.length > 0) return { kind: 'problems', problems };
  return { kind: 'plan', intents: intentsOf({ ...parsed.value, serverIds: ids }), clouds, timing, guards };
};

/** Why the chosen cloud (undefined: none was chosen) cannot be used as configured; empty when it can. Asks no cloud. */
export const findCloudProblems = async (
  clouds: ConfiguredClouds,
  name: string | undefined,
): Promise<readonly string[]> => {
  if (name === undefined) {
    const problems = await clouds.problems();
    return problems.length > 0 ? problems : ['several clouds are configured: choose one with --cloud or OS_CLOUD'];
  }
  const opened = await clouds.cloud(name);
  if (opened.kind === 'fault') return [opened.fault.message];
  if (opened.kind === 'cloud') return [];
  return [`cloud ${quoted(name)} is not configured; configured clouds: ${opened.known.join(', ')}`];
};

/** The settings of a run at a terminal. */
export interface RunSettings {
  readonly timing: Timing;
  /** `OS_ALLOW_ADMIN`: a token with an admin role may be used. */
  readonly allowAdmin: boolean;
  /** `STOP_REQUIRES`, `NEVER_STOP`, `STOP_ONLY`. */
  readonly guards: Guards;
}

/** A person is watching, and one run is no crowd: looks follow each other sooner than a queue's. */
const DEFAULTS: Timing = {
  ...DEFAULT_TIMING,
  lookAgainMinMs: 1_000,
  lookAgainMaxMs: 15_000,
  // Two looks, a stop and its answer fit into the shortest window.
  windowMinMs: 20_000,
};

/** Reads STOP_*, NEVER_STOP, LOOK_AGAIN_* and OS_ALLOW_ADMIN by the worker's rules; or every problem, weakened TLS included. */
export const readRunSettings = (
  env: Environment,
): { readonly kind: 'settings'; readonly settings: RunSettings } | Problems => {
  const problems = weakenedProcess(env).map(({ name, problem }) => `${name}: ${problem}`);
  const reader = environmentReader(env, problems);
  const settings = {
    timing: readTimingWithoutQueue(reader, DEFAULTS),
    allowAdmin: reader.flag('OS_ALLOW_ADMIN'),
    guards: readGuards(reader),
  };
  return problems.length > 0 ? { kind: 'problems', problems } : { kind: 'settings', settings };
};
