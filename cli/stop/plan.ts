import { parseRequest, type StopRequest } from '../../lib/message/request.ts';
import type { ConfiguredClouds } from '../../lib/openstack/open-clouds.ts';
import type { ServerId } from '../../lib/power/server.ts';
import { findCloudProblems } from '../cloud/find-cloud.ts';
import { readIdFiles } from '../cloud/id-files.ts';
import { readServerIds } from '../cloud/id-list.ts';
import { type RunSettings, readRunSettings } from '../cloud/run-settings.ts';
import { optionProblem, type SelectBody, type SelectOptions, selectBody } from '../cloud/select-options.ts';
import type { Problems } from '../terminal/problems.ts';
import type { Terminal } from '../terminal/terminal.ts';

/** The options of `stop`, as typed. The request checks its own fields. */
export interface StopOptions extends SelectOptions {
  readonly serversFrom: readonly string[];
  readonly concurrency: number;
  readonly wait: boolean;
  readonly dryRun: boolean;
  readonly json: boolean;
  readonly yes?: boolean;
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
  const lists = await readIdFiles(options.serversFrom, terminal);
  const settings = readRunSettings(terminal.env);
  const namesIds = args.length > 0 || options.serversFrom.length > 0;
  const select = selectBody(options);
  const usesIds = select.kind === 'none' || namesIds;
  const ids = usesIds ? readServerIds(args, lists.lists) : ({ kind: 'ids', ids: [] } as const);
  const problems = [
    ...lists.problems,
    // A list that could not be read may be the one that names the servers.
    ...(ids.kind === 'problems' && !(lists.problems.length > 0 && args.length === 0) ? ids.problems : []),
    ...(select.kind === 'problems' ? select.problems : []),
    ...clashesOf(select, namesIds, options, terminal),
    ...(settings.kind === 'problems' ? settings.problems : []),
  ];
  if (problems.length > 0 || ids.kind === 'problems' || settings.kind === 'problems')
    return { kind: 'problems', problems };
  return planRequest(ids.ids, select, options, settings.settings, terminal);
};

const clashesOf = (
  { kind }: SelectBody,
  namesIds: boolean,
  { dryRun, json, yes = false }: StopOptions,
  { canAsk }: Terminal,
): readonly string[] => {
  if (kind === 'none') return yes ? ['--yes: only together with options that choose servers, such as --tag'] : [];
  if (kind === 'problems') return [];
  if (namesIds) return ['server IDs and options that choose servers exclude each other: give only one of them'];
  // A rehearsal sends nothing, so there is nothing to confirm.
  return yes || dryRun || (canAsk && !json)
    ? []
    : [
        `--yes: required to stop what the options choose, ${json ? 'with --json' : 'where there is no terminal to ask at'}`,
      ];
};

const planRequest = async (
  ids: readonly ServerId[],
  select: SelectBody,
  { window, cloud, dryRun, reason }: StopOptions,
  settings: RunSettings,
  terminal: Terminal,
): Promise<StopPlan | Problems> => {
  const { clock } = terminal;
  const now = clock.now();
  const clouds = terminal.clouds(settings.allowAdmin);
  const name = cloud ?? (await clouds.defaultName());
  const { kind: _, ...chosen } = select;
  const body = {
    // A run has no limit of servers, a message has: one server represents all, so they share one request.
    ...(select.kind === 'select' ? chosen : { serverIds: ids.slice(0, 1) }),
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
