import type { Unavailable } from '../../lib/power/ports/ledger.ts';
import type { RollPointer } from '../../lib/power/ports/rolls.ts';
import type { ServerId } from '../../lib/power/server.ts';
import { EXIT, type ExitCode } from '../terminal/exit.ts';
import type { Records } from '../terminal/stack.ts';
import { type Asked, askedOf } from './asked.ts';
import { type RequestServers, readServers } from './server-ends.ts';

/** A request, and what has become of its servers so far. */
export interface RequestState extends Omit<RequestServers, 'kind'> {
  readonly kind: 'state';
  readonly asked: Asked;
  /** Rolls of it that this version cannot read. */
  readonly unread: number;
}

/** What a look at a request came to. `absent`: none of its rolls is there, or can be read. */
export type Looked = RequestState | { readonly kind: 'absent'; readonly unread: number } | Unavailable;

/** Names that the rolls do not have, by id. */
export type Names = ReadonlyMap<ServerId, string>;

/** Reads the rolls that pointers of one request name, and the entries of their servers. */
export const readRequest = async (
  pointers: readonly RollPointer[],
  records: Pick<Records, 'rollsOf' | 'readMany'>,
  names: Names = new Map(),
): Promise<Looked> => {
  const rolls = await records.rollsOf(pointers);
  if (rolls.kind === 'unavailable') return rolls;
  const { unread } = rolls;
  const [asked] = askedOf(rolls.rolls);
  if (asked === undefined) return { kind: 'absent', unread };
  const read = await readServers(asked.whole, records);
  if (read.kind === 'unavailable') return read;
  const servers = read.servers.map((server) => {
    const name = server.name ?? names.get(server.serverId);
    return name === undefined ? server : { ...server, name };
  });
  return { ...read, kind: 'state', servers, asked, unread };
};

/** Whether something may still come of a server of the request. */
export const isOpen = ({ servers }: Pick<RequestState, 'servers'>): boolean =>
  servers.some(({ outcome }) => outcome === 'open');

const AS_ASKED = ['stopped', 'already-stopped', 'rehearsed'];

/** 0 when all servers are off or rehearsed, or a calendar excepted the request; 1 when something is not as asked. */
export const exitOf = ({ asked, servers, unread }: RequestState): ExitCode => {
  const isAsAsked =
    asked.parts.every(({ verdict }) => verdict === 'chosen' || verdict === 'excepted') &&
    servers.every(({ outcome }) => AS_ASKED.includes(outcome));
  return isAsAsked && unread === 0 ? EXIT.done : EXIT.some;
};

/** A missing right, which no later try gives. */
export const isRefused = ({ because }: Pick<Unavailable, 'because'>): boolean => /\bis not allowed$/.test(because);

/** The exit code of what could not be read: a missing right is the reader's to get, all else may pass. */
export const exitOfUnread = (unread: Unavailable): ExitCode => (isRefused(unread) ? EXIT.usage : EXIT.some);
