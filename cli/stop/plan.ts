import { parseRequest, type StopRequest } from '../../lib/message/request.ts';
import type { ConfiguredClouds } from '../../lib/openstack/open-clouds.ts';
import { findCloudProblems } from '../cloud/find-cloud.ts';
import { type NamedOptions, type NamedServers, readNamedServers } from '../cloud/named-servers.ts';
import { type RunSettings, readRunSettings } from '../cloud/run-settings.ts';
import { optionProblem } from '../cloud/select-options.ts';
import type { Problems } from '../terminal/problems.ts';
import type { Terminal } from '../terminal/terminal.ts';

/** The options of `stop`, as typed. The request checks its own fields. */
export interface StopOptions extends NamedOptions {
  readonly concurrency: number;
  readonly wait: boolean;
  readonly window?: string;
  readonly cloud?: string;
  readonly stack?: string;
  readonly reason?: string;
}

/** The plan of a run; everything is checked that can be checked without a login. */
export interface StopPlan {
  readonly kind: 'plan';
  /** With any number of servers; with `select`, before it has chosen. */
  readonly request: StopRequest;
  readonly clouds: ConfiguredClouds;
  readonly settings: RunSettings;
}

/** Turns what was typed into a request, or lists every problem. Asks no cloud anything. */
export const planStop = async (
  args: readonly string[],
  options: StopOptions,
  terminal: Terminal,
): Promise<StopPlan | Problems> => {
  const named = await readNamedServers(args, options, terminal);
  const settings = readRunSettings(terminal.env);
  if (named.kind === 'problems' || settings.kind === 'problems')
    return {
      kind: 'problems',
      problems: [
        ...(named.kind === 'problems' ? named.problems : []),
        ...(settings.kind === 'problems' ? settings.problems : []),
      ],
    };
  return planRequest(named, options, settings.settings, terminal);
};

const planRequest = async (
  { ids, select }: NamedServers,
  { window, cloud, dryRun, reason }: StopOptions,
  settings: RunSettings,
  terminal: Terminal,
): Promise<StopPlan | Problems> => {
  const { clock } = terminal;
  const now = clock.now();
  const clouds = terminal.clouds(settings.allowAdmin);
  const name = cloud ?? (await clouds.defaultName());
  const body = {
    // A run has no limit of servers, a message has: one server represents all, so they share one request.
    ...(select ?? { serverIds: ids.slice(0, 1) }),
    dryRun,
    ...(window === undefined ? {} : { window }),
    ...(cloud === undefined ? {} : { cloud }),
    ...(reason === undefined ? {} : { reason }),
  };
  const parsed = parseRequest(
    body,
    { source: 'cli', requestId: clock.freshId(), arrivedAt: now, now },
    { timing: settings.timing, defaultCloud: name ?? '' },
  );
  if (parsed.kind === 'problem') return { kind: 'problems', problems: [optionProblem(parsed.problem)] };
  const problems = await findCloudProblems(clouds, name);
  if (problems.length > 0) return { kind: 'problems', problems };
  return { kind: 'plan', request: { ...parsed.value, serverIds: ids }, clouds, settings };
};
