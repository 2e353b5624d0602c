import { EXIT, type ExitCode } from '../terminal/exit.ts';
import { labelOf, printable, type Terminal } from '../terminal/terminal.ts';
import { wrapped } from '../terminal/wrapped.ts';
import { verdictText } from './asked-words.ts';
import { type Followed, type Following, follow, type Watcher } from './follow.ts';
import { jsonWatcher, plainWatcher } from './line-watchers.ts';
import { liveWatcher } from './live-watcher.ts';
import { exitOf, type RequestState } from './request-state.ts';
import { becauseText, lastLine, serverJson, stateTable } from './state-table.ts';

const watcherOf = async (json: boolean, terminal: Terminal): Promise<Watcher> => {
  if (json) return jsonWatcher(terminal);
  return terminal.output.size() === undefined ? plainWatcher(terminal) : liveWatcher(await terminal.canvas(), terminal);
};

const MOST_OPEN = 10;

const openLines = ({ servers }: RequestState): readonly string[] => {
  const open = servers.filter(({ outcome }) => outcome === 'open');
  const shown = open.slice(0, MOST_OPEN).map((one) => `  ${labelOf({ id: one.serverId, ...one })} ${becauseText(one)}`);
  return [...shown, ...(open.length > MOST_OPEN ? [`  and ${open.length - MOST_OPEN} more`] : [])];
};

// The request goes on whoever watches; what is open is said, since nobody will see its end here.
const sayLeft = ({ state }: Followed, { output, clock }: Terminal): void => {
  output.err(
    `lights-out: interrupted; the request goes on${state === undefined ? '' : `: ${lastLine(state, clock.now())}`}`,
  );
  for (const line of state === undefined ? [] : openLines(state)) output.err(line);
};

const sayEnd = ({ kind, state, because }: Followed, json: boolean, { output, clock }: Terminal): void => {
  const now = clock.now();
  if (state !== undefined && json) {
    if (state.asked.whole.verdict !== 'chosen') output.err(`lights-out: ${verdictText(state.asked.whole)}`);
    // Nothing more comes of them, so this is their end.
    const open = state.servers.filter(({ outcome }) => outcome === 'open');
    for (const server of open) output.out(JSON.stringify(serverJson(state, server)));
  } else if (state !== undefined) {
    // On a pipe each server has had its lines.
    if (output.size() !== undefined && state.servers.length > 0) output.out(stateTable(state, now, output));
    const { whole } = state.asked;
    const words = whole.verdict === 'chosen' ? lastLine(state, now) : verdictText(whole);
    output.out(wrapped(words, output.size()?.columns));
  }
  if (kind === 'refused') output.err(`lights-out: the request cannot be followed: ${printable(because ?? '')}`);
  if (kind === 'late' && state === undefined)
    output.err(
      'lights-out: the worker has not recorded the request: it has not taken it, has no complete list of servers, or could not read it (see the dead letters)',
    );
  if (kind === 'late' && state !== undefined)
    output.err(
      'lights-out: by the default STOP_PATIENCE no more is expected of the servers that are open: see the log of the worker',
    );
};

/** Follows a request on the screen until its end, and says how it came out. Ctrl-C says what is still open. */
export const watch = async (following: Following, json: boolean, terminal: Terminal): Promise<ExitCode> => {
  const watcher = await watcherOf(json, terminal);
  const { promise: interrupted, resolve: interrupt } = Promise.withResolvers<void>();
  const ignoreInterrupts = terminal.onInterrupt(interrupt);
  const followed = await follow(following, watcher, terminal.clock, interrupted);
  ignoreInterrupts();
  watcher.close();
  if (followed.kind === 'interrupted') {
    sayLeft(followed, terminal);
    return EXIT.interrupted;
  }
  sayEnd(followed, json, terminal);
  if (followed.kind === 'refused') return EXIT.usage;
  return followed.state === undefined ? EXIT.some : exitOf(followed.state);
};
