import { parseRequest, type StopRequest } from '../../lib/message/request.ts';
import type { ConfiguredClouds } from '../../lib/openstack/open-clouds.ts';
import { type Choice, choose, leftOutOf, type Selection, selectionOf } from '../../lib/power/choose/choose.ts';
import { heldBy } from '../../lib/power/guard/guards.ts';
import type { Cloud } from '../../lib/power/ports/cloud.ts';
import type { ListedServer } from '../../lib/power/server.ts';
import { slots } from '../../lib/worker/slots.ts';
import { faultInWords } from '../cloud/fault-words.ts';
import { findCloudProblems } from '../cloud/find-cloud.ts';
import { ruleInWords, verdictInWords } from '../cloud/left-out.ts';
import { listCloud } from '../cloud/listing.ts';
import { type RunSettings, readRunSettings } from '../cloud/run-settings.ts';
import { optionProblem, type SelectOptions, selectBody } from '../cloud/select-options.ts';
import { stateWords } from '../cloud/server-words.ts';
import { EXIT, type ExitCode } from '../terminal/exit.ts';
import { type Problems, reportProblems } from '../terminal/problems.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { jsonLines, type Shown, serverLines } from './servers-screen.ts';

/** The options of `servers`, as typed. */
export interface ServersOptions extends SelectOptions {
  readonly json: boolean;
  readonly cloud?: string;
}

/** What `servers` looks at. */
interface ServersPlan {
  readonly kind: 'plan';
  readonly request: StopRequest;
  /** Nothing was typed that chooses: all servers are shown, and no cap is judged. */
  readonly showsAll: boolean;
  readonly clouds: ConfiguredClouds;
  readonly settings: RunSettings;
}

/** `lights-out servers`: lists, chooses and looks at the chosen, as a stop would; sends nothing. Throws only bugs. */
export const servers = async (options: ServersOptions, terminal: Terminal): Promise<ExitCode> => {
  const { output } = terminal;
  const plan = await planServers(options, terminal);
  if (plan.kind === 'problems') return reportProblems(plan.problems, output);
  const { request, clouds, settings, showsAll } = plan;
  const listing = await listCloud(clouds, request.cloud, terminal);
  if (listing.kind === 'failed') {
    output.err(`lights-out: ${listing.because}; nothing can be chosen`);
    return listing.code;
  }
  const opened = await clouds.cloud(request.cloud);
  if (opened.kind !== 'cloud') throw new Error('a cloud that was listed is not there');
  const selection = selectionOf(request, settings, request.requestedAt + listing.offsetMs);
  const choice = choose(listing.servers, selection);
  const { run } = slots(LOOKS);
  const shown = await Promise.all(
    listing.servers.map(
      async (server) => leftOut(selection, server) ?? run(() => lookAt(server, opened.cloud, settings, terminal.clock)),
    ),
  );
  const stops = showsAll || choice.verdict === 'chosen' ? undefined : verdictInWords(choice.because, request.atMost);
  const facts = { cloud: request.cloud, counts: choice.counts, pages: listing.pages, stops };
  for (const line of options.json ? jsonLines(shown) : serverLines(shown, facts, output)) output.out(line);
  if (options.json && stops !== undefined) output.err(`lights-out: ${stops}: a stop would stop nothing`);
  return isFine(choice, showsAll, shown) ? EXIT.done : EXIT.some;
};

/** Looks at a time, and how long one may take. */
const LOOKS = 8;
const LOOK_MS = 10_000;

const isFine = ({ verdict }: Choice, showsAll: boolean, shown: readonly Shown[]): boolean =>
  (showsAll || verdict === 'chosen') && shown.every((one) => one.verdict !== 'unknown');

const leftOut = (selection: Selection, server: ListedServer): Shown | undefined => {
  const left = leftOutOf(selection, server);
  if (left === undefined) return undefined;
  const words = left.because.replace(/^[\w.]+: /, '');
  const because = left.by === 'created-later' ? left.because : `${ruleInWords(left.by)}: ${words}`;
  return { server, verdict: 'left-out', rule: left.by, because };
};

const lookAt = async (
  listed: ListedServer,
  cloud: Cloud,
  { guards }: RunSettings,
  clock: Terminal['clock'],
): Promise<Shown> => {
  const reply = await cloud.showServer(listed.id, { untilAt: clock.now() + LOOK_MS });
  if (reply.kind === 'fault') return { server: listed, verdict: 'unknown', because: faultInWords(reply.fault) };
  const server = reply.value;
  const held = heldBy(server, guards, undefined, clock.now());
  return held === undefined
    ? { server: listed, verdict: 'chosen', because: stateWords(server) }
    : { server: listed, verdict: 'held', because: held };
};

const EVERYTHING = { select: { name: ['*'] } };

const planServers = async (options: ServersOptions, terminal: Terminal): Promise<ServersPlan | Problems> => {
  const body = selectBody(options);
  const read = readRunSettings(terminal.env);
  const found = [
    ...(body.kind === 'problems' ? body.problems : []),
    ...(read.kind === 'problems' ? read.problems : []),
  ];
  if (body.kind === 'problems' || read.kind === 'problems') return { kind: 'problems', problems: found };
  const { settings } = read;
  // Nothing is sent here, so an admin's token does no harm.
  const clouds = terminal.clouds(true);
  const name = options.cloud ?? (await clouds.defaultName());
  const now = terminal.clock.now();
  const { kind, ...chosen } = body;
  const parsed = parseRequest(
    kind === 'none' ? EVERYTHING : chosen,
    { source: 'cli', requestId: terminal.clock.freshId(), arrivedAt: now, now },
    { timing: settings.timing, defaultCloud: name ?? '' },
  );
  if (parsed.kind === 'problem') return { kind: 'problems', problems: [optionProblem(parsed.problem)] };
  const problems = await findCloudProblems(clouds, name);
  if (problems.length > 0) return { kind: 'problems', problems };
  return { kind: 'plan', request: parsed.value, showsAll: kind === 'none', clouds, settings };
};
