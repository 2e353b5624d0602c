import type { Entry, Send } from '../entry.ts';
import type { Fault } from '../fault.ts';
import { type Intent, keyOf } from '../intent.ts';
import type { Seen } from '../observation.ts';
import type { Ledger } from '../ports/ledger.ts';
import { lastSend } from '../sends.ts';
import { usualOffMs } from '../usual-off.ts';

type Others = Pick<Ledger, 'entriesOf'>;

/**
 * The stops that other intents have sent, or are sending, to the server of this one, and how long its power-off usually takes by
 * them; none, and why, when they cannot be read.
 */
export const sendsOfOthers = async (
  intent: Intent,
  ledger: Others,
): Promise<{ readonly sends: readonly Send[]; readonly usualMs?: number; readonly fault?: Fault }> => {
  const found = await ledger.entriesOf(intent.cloud, intent.serverId);
  if (found.kind === 'unavailable') {
    const message = `the server's other intents cannot be read: ${found.because}`;
    return { sends: [], fault: { kind: 'transient', trouble: 'ledger', message } };
  }
  const own = keyOf(intent).sort;
  const others = found.entries.filter((entry) => keyOf(entry.intent).sort !== own);
  const usualMs = usualOffMs(others);
  return { sends: others.flatMap(({ sends }) => sends), ...(usualMs === undefined ? {} : { usualMs }) };
};

/**
 * A history together with the request ids of those stops, which are read only while a stop of ours has no id
 * of its own to be known by. When they cannot be read there is no history either: each record in it could be
 * anybody's.
 */
export const withOthers = async (
  seen: Seen,
  entry: Entry,
  ledger: Others,
): Promise<{ readonly seen: Seen; readonly others: ReadonlySet<string | undefined> }> => {
  const send = lastSend(entry);
  if (send === undefined || send.openstackRequestId !== undefined) return { seen, others: new Set() };
  const { sends, fault } = await sendsOfOthers(entry.intent, ledger);
  return {
    seen: fault === undefined ? seen : { ...seen, history: { kind: 'fault', fault } },
    others: new Set(sends.map(({ openstackRequestId }) => openstackRequestId)),
  };
};
