import type { Unavailable } from '../../lib/power/ports/ledger.ts';
import type { RollPointer } from '../../lib/power/ports/rolls.ts';
import { EXIT, type ExitCode } from '../terminal/exit.ts';
import type { Records } from '../terminal/stack.ts';
import { type Asked, askedOf } from './asked.ts';
import { type RequestServers, readServers, type ServerEnd } from './server-ends.ts';

/** A request, and what has become of its servers so far. */
export interface RequestState extends Omit<RequestServers, 'kind'> {
  readonly kind: 'state';
  readonly asked: Asked;
  /** Rolls of it that this version cannot read. */
  readonly unread: number;
}

/** What a look at a request came to. `absent`: none of its rolls is there, or can be read. */
export type Looked = RequestState | { readonly kind: 'absent'; readonly unread: number } | Unavailable;

/** Reads the rolls that pointers of one request name, and the entries of those servers that had not ended in `before`. */
export const readRequest = async (
  pointers: readonly RollPointer[],
  records: Pick<Records, 'rollsOf' | 'readMany'>,
  before?: RequestState,
): Promise<Looked> => {
  const rolls = await records.rollsOf(pointers);
  if (rolls.kind === 'unavailable') return rolls;
  const { unread } = rolls;
  const [asked] = askedOf(rolls.rolls);
  if (asked === undefined) return { kind: 'absent', unread };
  const read = await readServers(asked.whole, records, before);
  return read.kind === 'unavailable' ? read : { ...read, kind: 'state', asked, unread };
};

/** Whether something may still come of a server of the request. */
export const isOpen = ({ servers }: Pick<RequestState, 'servers'>): boolean =>
  servers.some(({ outcome }) => outcome === 'open');

const AS_ASKED: Readonly<Record<ServerEnd['outcome'], boolean>> = {
  stopped: true,
  'already-stopped': true,
  rehearsed: true,
  superseded: false,
  held: false,
  'dead-lettered': false,
  otherwise: false,
  open: false,
};

/** 0 when all servers are off or rehearsed, or a calendar excepted the request; 1 when something is not as asked. */
export const exitOf = ({ asked, servers, unread }: RequestState): ExitCode => {
  const isAsAsked =
    asked.parts.every(({ verdict }) => verdict === 'chosen' || verdict === 'excepted') &&
    servers.every(({ outcome }) => AS_ASKED[outcome]);
  return isAsAsked && unread === 0 ? EXIT.done : EXIT.some;
};

/** A missing right, which no later try gives. */
export const isRefused = ({ because }: Pick<Unavailable, 'because'>): boolean => /\bis not allowed$/.test(because);

/** The exit code of what could not be read: a missing right is the reader's to get, all else may pass. */
export const exitOfUnread = (unread: Unavailable): ExitCode => (isRefused(unread) ? EXIT.usage : EXIT.some);
