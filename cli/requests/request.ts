import type { Source } from '../../lib/power/intent.ts';
import type { RollPointer } from '../../lib/power/ports/rolls.ts';
import { candidateText, verdictText } from '../follow/asked-words.ts';
import { type Found, findRequest, type Wanted } from '../follow/find-request.ts';
import { unreadDayLines } from '../follow/read-days.ts';
import { exitOf, exitOfUnread, type RequestState, readRequest } from '../follow/request-state.ts';
import { oldestKept, readSince } from '../follow/since.ts';
import { serverJson } from '../follow/state-table.ts';
import { watch } from '../follow/watch.ts';
import { EXIT, type ExitCode } from '../terminal/exit.ts';
import { openStack, type StackOption } from '../terminal/open-stack.ts';
import { reportProblems } from '../terminal/problems.ts';
import type { Records } from '../terminal/stack.ts';
import { printable, type Terminal } from '../terminal/terminal.ts';
import { utcText } from '../terminal/utc.ts';
import { type CloudNow, leftOutNow, listNow, namesOf } from './cloud-now.ts';
import { headLines, leftOutLines, serverLines } from './request-screen.ts';

/** The options of `request`, as typed. */
export interface RequestOptions extends StackOption {
  readonly json: boolean;
  readonly watch: boolean;
  readonly leftOut: boolean;
  readonly dryRun: boolean;
  readonly since?: string;
  readonly source?: Source;
  readonly cloud?: string;
}

/** `lights-out request`: one request with all of its servers; with `--watch` until they have ended. Throws only bugs. */
export const request = async (text: string, options: RequestOptions, terminal: Terminal): Promise<ExitCode> => {
  const { output, clock } = terminal;
  const now = clock.now();
  const start =
    options.since === undefined
      ? ({ kind: 'since', sinceAt: oldestKept(now) } as const)
      : readSince(options.since, now);
  if (start.kind === 'problem') return reportProblems([start.problem], output);
  const opened = await openStack(options, terminal);
  if (opened.kind === 'problems') return reportProblems(opened.problems, output);
  const { source, cloud, dryRun } = options;
  const wanted: Wanted = {
    ...{ text, now, dryRun, sinceAt: start.sinceAt },
    ...(source === undefined ? {} : { source }),
    ...(cloud === undefined ? {} : { cloud }),
  };
  const found = await findRequest(wanted, opened.records);
  const code = sayFound(found, wanted, terminal);
  return found.kind === 'found' && code === undefined
    ? await showRequest(found.pointers, opened.records, options, terminal)
    : (code ?? EXIT.some);
};

const MOST_CANDIDATES = 5;

/** Says what the search came to when it is not one request; undefined when it is. */
const sayFound = (found: Found, { text, sinceAt }: Wanted, { output }: Terminal): ExitCode | undefined => {
  const say = (line: string): void => output.err(`lights-out: ${printable(line)}`);
  for (const line of unreadDayLines(found.unread)) say(line);
  const refused = found.unread.map(exitOfUnread).find((code) => code === EXIT.usage);
  if (found.kind === 'several') {
    const shown = found.requests.slice(0, MOST_CANDIDATES).map(candidateText);
    const more = found.requests.length - shown.length;
    const which =
      new Set(found.requests.map(({ requestId }) => requestId)).size === 1
        ? 'add --source or --cloud'
        : 'type more of one';
    say(
      `"${text}" fits ${found.requests.length} requests, ${which}: ${shown.join(', ')}${more > 0 ? `, and ${more} more` : ''}`,
    );
    return EXIT.usage;
  }
  if (found.kind === 'found') return undefined;
  if (refused !== undefined) return refused;
  say(`no request "${text}" since ${utcText(sinceAt)}${found.unread.length > 0 ? ', as far as it was read' : ''}`);
  return EXIT.some;
};

const showRequest = async (
  pointers: readonly RollPointer[],
  records: Records,
  options: RequestOptions,
  terminal: Terminal,
): Promise<ExitCode> => {
  const { output, clock } = terminal;
  const first = await readRequest(pointers, records);
  if (first.kind === 'unavailable') {
    output.err(`lights-out: the request was not read: ${printable(first.because)}`);
    return exitOfUnread(first);
  }
  if (first.kind === 'absent') {
    output.err(
      `lights-out: the request cannot be read: ${first.unread > 0 ? 'another version wrote it' : 'it is gone'}`,
    );
    return EXIT.some;
  }
  const cloud = await cloudNow(first, options, terminal);
  const state = cloud === undefined ? first : withNames(first, namesOf(cloud));
  if (!options.json) for (const line of headLines(state, clock.now(), output)) output.out(line);
  if (state.unread > 0) output.err(`lights-out: parts of the request that this version cannot read: ${state.unread}`);
  if (cloud !== undefined) sayLeftOut(state, cloud, options, terminal);
  if (options.watch) {
    const look = (before = state) => readRequest(pointers, records, before);
    return await watch({ look, untilAt: state.asked.whole.notAfter }, options.json, terminal);
  }
  if (options.json) {
    for (const server of state.servers) output.out(JSON.stringify(serverJson(state, server)));
    if (state.asked.whole.verdict !== 'chosen') output.err(`lights-out: ${verdictText(state.asked.whole)}`);
  } else for (const line of serverLines(state, clock.now(), output)) output.out(line);
  return exitOf(state);
};

const withNames = (state: RequestState, names: ReturnType<typeof namesOf>): RequestState => ({
  ...state,
  servers: state.servers.map((server) => {
    const name = server.name ?? names.get(server.serverId);
    return name === undefined ? server : { ...server, name };
  }),
});

// The cloud is asked only for what the roll does not have: names of a list of ids, and who is left out.
const cloudNow = async (
  { asked: { whole }, servers }: RequestState,
  { leftOut }: RequestOptions,
  terminal: Terminal,
): Promise<CloudNow | undefined> => {
  const needsNames = servers.some(({ name }) => name === undefined);
  return needsNames || (leftOut && whole.select !== undefined) ? await listNow(whole.cloud, terminal) : undefined;
};

const sayLeftOut = (
  { asked: { whole } }: RequestState,
  cloud: CloudNow,
  { leftOut, json }: RequestOptions,
  { output }: Terminal,
): void => {
  const wantsLeftOut = leftOut && whole.select !== undefined;
  if (cloud.kind === 'unknown')
    output.err(
      `lights-out: cloud ${printable(whole.cloud)} was not read, so ${wantsLeftOut ? 'who is left out now is' : 'names are'} not shown: ${printable(cloud.because)}`,
    );
  else if (wantsLeftOut && !json) for (const line of leftOutLines(leftOutNow(whole, cloud), output)) output.out(line);
};
