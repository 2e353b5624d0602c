import type { Intent } from '../lib/power/intent.ts';
import { powerOf, type Server, type ServerId, stateOf } from '../lib/power/server.ts';
import type { End } from './end.ts';
import { printable } from './output.ts';

/** A server as a person knows it. The name is known once the server was looked at, and may be empty. */
export interface Named {
  readonly id: ServerId;
  readonly name?: string;
}

// Nova allows 255 characters; nobody needs so many to know a server by.
const NAME_CELLS = 32;

/** A name as a line can hold it; empty when there is none. */
export const shownName = (name: string | undefined): string => {
  const text = printable(name ?? '').trim();
  return text.length <= NAME_CELLS ? text : `${text.slice(0, NAME_CELLS - 1)}…`;
};

/** `bms-db-01 6f70656e-…`, or the id alone. */
export const labelOf = ({ id, name }: Named): string => {
  const shown = shownName(name);
  return shown === '' ? id : `${shown} ${id}`;
};

// How a server is, in a few words: `active, power on`, `stopped, power off`, `active, rebuilding, power on`.
const stateWords = (server: Server): string => {
  const power = powerOf(server);
  const task = server.taskState === null ? [] : [server.taskState];
  return [server.vmState, ...task, power === 'not-told' ? 'power not told' : `power ${power}`].join(', ');
};

/** What of a server's last look belongs to its end: its name, and of a dry run, which is asked for to know that, how it was. */
export const seenIn = (
  server: Server | undefined,
  { dryRun }: Intent,
  because: string,
): Pick<End, 'name' | 'server'> & Partial<Pick<End, 'because'>> => {
  if (server === undefined) return {};
  const { name } = server;
  return dryRun ? { name, because: `${stateWords(server)}: ${because}`, server: stateOf(server) } : { name };
};
