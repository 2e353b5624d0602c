import type { Entry } from '../../lib/power/entry.ts';
import type { Intent } from '../../lib/power/intent.ts';
import type { DeadLetterReason, DoneKind, Outcome } from '../../lib/power/outcome.ts';
import { lastSend } from '../../lib/power/sends.ts';
import { type Server, type ServerId, type ServerState, stateOf } from '../../lib/power/server.ts';
import { stateWords } from '../cloud/server-words.ts';

/**
 * How a server's part of a run ended: a step's final outcome, or the last known facts when the run was ended early.
 * `accepted`: Nova took our stop, off is not confirmed; `unclear`: a stop was sent and may have arrived;
 * `not-stopped`: no stop of ours is under way.
 */
export type EndKind = DoneKind | 'dead-lettered' | 'accepted' | 'unclear' | 'not-stopped';

/** One server's line of the report. */
export interface End {
  readonly serverId: ServerId;
  /** As the cloud has it; absent when the server was not seen. */
  readonly name?: string;
  readonly outcome: EndKind;
  readonly because: string;
  /** Of a dead letter. */
  readonly reason?: DeadLetterReason;
  /** How it was when it was last seen: of a dry run, which is asked for to know that. */
  readonly server?: ServerState;
  /** Since the run began. */
  readonly seconds: number;
  readonly openstackRequestId?: string;
  /** Whose stop was under way when the server was last looked at: only for who was left or given up. */
  readonly underWay?: UnderWay;
}

/**
 * `ours`: accepted, or it may have arrived; `somebody's`: seen powering off without our stop; `unknown`: not seen at
 * the end.
 */
export type UnderWay = 'ours' | "somebody's" | 'none' | 'unknown';

const AS_ASKED = {
  stopped: 'always',
  'already-stopped': 'always',
  rehearsed: 'always',
  accepted: 'without waiting',
  superseded: 'never',
  held: 'never',
  'dead-lettered': 'never',
  unclear: 'never',
  'not-stopped': 'never',
} as const satisfies Record<EndKind, string>;

/** Whether the person got what they asked for. `wait`: they asked for off, not only for accepted. */
export const isAsAsked = ({ outcome }: End, wait: boolean): boolean =>
  AS_ASKED[outcome] === 'always' || (AS_ASKED[outcome] === 'without waiting' && !wait);

/** The outcome as a table shows it: a dead letter by its reason. */
export const outcomeName = ({ outcome, reason }: Pick<End, 'outcome' | 'reason'>): string => reason ?? outcome;

/** The part of an end that the last look gives: the server's name, and of a dry run its state. */
export const lastLook = (
  server: Server | undefined,
  { dryRun }: Intent,
  because: string,
): Pick<End, 'name' | 'server'> & Partial<Pick<End, 'because'>> => {
  if (server === undefined) return {};
  const { name } = server;
  return dryRun ? { name, because: `${stateWords(server)}: ${because}`, server: stateOf(server) } : { name };
};

type Facts = Pick<End, 'outcome' | 'because' | 'reason' | 'openstackRequestId' | 'underWay'>;

/** The end of a server by its last step's outcome. */
export const finalEnd = (
  outcome: Exclude<Outcome, { readonly kind: 'look-again' }>,
  entry: Entry | undefined,
  openstackRequestId: string | undefined,
): Facts => ({
  outcome: outcome.kind,
  because: outcome.because,
  ...(outcome.kind === 'dead-lettered'
    ? { reason: outcome.reason, underWay: underWayAfterGivingUp(outcome.reason, entry) }
    : {}),
  ...(openstackRequestId === undefined ? {} : { openstackRequestId }),
});

/** The end of a server that the run leaves early. `looking`: a look was cut off. */
export const unfinishedEnd = (entry: Entry | undefined, looking = false): Facts => {
  const send = entry && lastSend(entry);
  const id = send?.openstackRequestId;
  const request = id === undefined ? {} : { openstackRequestId: id };
  if (send?.state === 'accepted')
    return { outcome: 'accepted', because: 'accepted, not confirmed off', underWay: 'ours', ...request };
  if (send?.state === 'unresolved')
    return { outcome: 'unclear', because: 'a stop was sent and its answer is not known', underWay: 'ours', ...request };
  const underWay = looking ? 'unknown' : otherStop(entry);
  return { outcome: 'not-stopped', because: becauseOf(entry, underWay, looking), underWay, ...request };
};

// Whose stop is under way at a server that was given up.
const underWayAfterGivingUp = (reason: DeadLetterReason, entry: Entry | undefined): UnderWay =>
  reason === 'stuck' || reason === 'unverified' ? 'ours' : otherStop(entry);

// The stop that the last look showed, where none of ours is open.
const otherStop = (entry: Entry | undefined): Exclude<UnderWay, 'ours'> => {
  if (entry?.server === undefined) return 'unknown';
  if (entry.server.taskState === 'powering-off') return "somebody's";
  return entry.trouble === undefined ? 'none' : 'unknown';
};

const becauseOf = (entry: Entry | undefined, underWay: UnderWay, looking: boolean): string => {
  if (looking) return 'a look at it was cut off';
  if (entry === undefined) return 'not looked at';
  if (underWay === "somebody's") return "powering off by somebody's stop, none of ours";
  return entry.history.at(-1)?.because ?? 'looked at, nothing was sent';
};
