import type { ServerId } from '../../lib/power/server.ts';
import { labelOf, printable, type Terminal } from '../terminal/terminal.ts';
import type { Watcher } from './follow.ts';
import type { RequestState } from './request-state.ts';
import type { ServerEnd } from './server-ends.ts';
import { becauseText, offAfter, outcomeText, serverJson } from './state-table.ts';

type Screen = Pick<Terminal, 'output'>;

/** Calls `act` with the servers that a state shows in another way than the state before it. */
const changes = (nameOf: (server: ServerEnd) => string, act: (server: ServerEnd, state: RequestState) => void) => {
  const last = new Map<ServerId, string>();
  return (state: RequestState): void => {
    for (const server of state.servers) {
      const name = nameOf(server);
      if (last.get(server.serverId) === name) continue;
      last.set(server.serverId, name);
      act(server, state);
    }
  };
};

// Standard error has one line a trouble, however often a look meets it.
const lineWatcher = ({ output }: Screen, show: (state: RequestState) => void): Watcher => {
  let said: string | undefined;
  const say = (text: string): void => {
    if (said !== text) output.err(text);
    said = text;
  };
  return {
    awaited: () => say('not recorded by the worker yet; looking again'),
    trouble: (because) => say(`${printable(because)}; looking again`),
    seen: (state) => {
      said = undefined;
      show(state);
    },
    close: () => {},
  };
};

const eventLine = (server: ServerEnd): string => {
  const time = offAfter(server);
  const label = labelOf({ id: server.serverId, ...server });
  return `${label} ${outcomeText(server)}${time === '' ? '' : ` after ${time}`}: ${becauseText(server)}`;
};

/** One plain line an event, for a pipe, a file, a log: a server ended, or waits for something else. */
export const plainWatcher = (screen: Screen): Watcher =>
  lineWatcher(
    screen,
    changes(
      (server) => `${server.outcome} ${becauseText(server)}`,
      (server) => screen.output.out(eventLine(server)),
    ),
  );

/** One JSON object a server as it ends, and nothing else on standard output. */
export const jsonWatcher = (screen: Screen): Watcher =>
  lineWatcher(
    screen,
    changes(
      ({ outcome }) => (outcome === 'open' ? 'open' : 'ended'),
      (server, state) => {
        if (server.outcome !== 'open') screen.output.out(JSON.stringify(serverJson(state, server)));
      },
    ),
  );
