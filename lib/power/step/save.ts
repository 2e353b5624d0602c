import { type Entry, HISTORY_MAX, withoutField } from '../entry.ts';
import type { Trouble } from '../fault.ts';
import type { Outcome } from '../outcome.ts';
import type { Written } from '../ports/ledger.ts';
import { LEASE_MARGIN_MS } from '../sends.ts';
import { redeliverBy } from '../suspect.ts';
import { delayMs } from '../timing.ts';
import type { Delivery, Ports } from './ports.ts';

type Saved = Promise<{ readonly written: Written; readonly entry: Entry }>;

const withRevision = (next: Entry, over: Entry): Entry => ({
  ...next,
  revision: Math.max(next.revision, over.revision) + 1,
});

const TRIES = 4;
const PAUSE_MS = 100;
// What one try may take: the SDK's two attempts, and the look at what is stored.
const TRY_MS = 10_000;

/** The entry with one more line in its history, capped. */
export const withNote = (entry: Entry, at: number, decision: string, because: string): Entry => ({
  ...entry,
  history: [...entry.history, { at, decision, because }].slice(-HISTORY_MAX),
});

/**
 * Releases the claim: a lease of zero distinguishes a clean end from an abandoned one, and the owner stays
 * for our own retries.
 */
export const releaseClaim = (entry: Entry): Entry => ({ ...withoutField(entry, 'alone'), leaseUntil: 0, abandoned: 0 });

/**
 * Writes the next state of an entry we own over the one before it. The write is fenced: it fails if another
 * function took over. Returns the entry as stored. Every attempt has a revision of its own: what is found
 * later is never taken for another write.
 */
export const save = async (next: Entry, over: Entry, { ledger }: Pick<Ports, 'ledger'>): Saved => {
  const entry = withRevision(next, over);
  return { written: await ledger.write(entry, over), entry };
};

/**
 * Saves the last write of a step. When the ledger does not answer it is tried again, after a short random
 * pause and while there is time: a claim that is not released looks like a crash. The same entry under the
 * same condition takes effect once, however often it is sent.
 */
export const saveLast = async (
  next: Entry,
  over: Entry,
  { ledger, clock }: Pick<Ports, 'ledger' | 'clock'>,
  { deadlineAt }: Pick<Delivery, 'deadlineAt'>,
): Saved => {
  const entry = withRevision(next, over);
  for (let tries = 1; ; tries += 1) {
    const written = await ledger.write(entry, over);
    if (written.kind !== 'unavailable' || tries === TRIES || clock.now() + TRY_MS > deadlineAt)
      return { written, entry };
    await clock.sleep(Math.floor(clock.random() * PAUSE_MS * 2 ** tries));
  }
};

type LookAgain = Extract<Outcome, { readonly kind: 'look-again' }>;

/**
 * The outcome when nothing could be stored: the entry's own count of looks does not grow then, so the
 * deliveries are counted instead. Without growth a ledger that is down for two hours would use up all of
 * them.
 */
export const lookAgain = (
  because: string,
  trouble: Trouble,
  { receiveCount }: Pick<Delivery, 'receiveCount'>,
  { clock, timing }: Pick<Ports, 'clock' | 'timing'>,
  atLeastMs = 0,
): LookAgain => ({
  kind: 'look-again',
  because,
  trouble,
  delayMs: delayMs(Math.max(receiveCount - 1, 0), timing, clock.random, atLeastMs),
});

/**
 * Looks again when the answer to our write was lost, so that our claim may still be stored: soon after its
 * lease at the latest, which distinguishes it from a crash. A `Retry-After` that asks for more comes first.
 */
export const lookAgainUnwritten = (
  because: string,
  delivery: Pick<Delivery, 'receiveCount' | 'deadlineAt'>,
  ports: Pick<Ports, 'clock' | 'timing'>,
  atLeastMs = 0,
): LookAgain => {
  const outcome = lookAgain(because, 'ledger', delivery, ports, atLeastMs);
  const { clock, timing } = ports;
  const mostMs = redeliverBy(delivery.deadlineAt + LEASE_MARGIN_MS, timing.windowMinMs) - clock.now();
  return { ...outcome, delayMs: Math.max(Math.min(outcome.delayMs, mostMs), atLeastMs) };
};
