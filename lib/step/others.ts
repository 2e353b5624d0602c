import type { Fault } from '../fault.ts';
import { type Intent, keyOf } from '../intent.ts';
import type { Entry, Send } from '../ledger/entry.ts';
import type { Ledger } from '../ledger/ledger.ts';
import { lastSend } from '../sends.ts';

type Others = Pick<Ledger, 'entriesOf'>;
interface Unread {
  readonly kind: 'fault';
  readonly fault: Fault;
}

/** The stops that other intents have sent, or are sending, to the server of this one. */
export const sendsOfOthers = async (
  intent: Intent,
  ledger: Others,
): Promise<{ readonly kind: 'sends'; readonly sends: readonly Send[] } | Unread> => {
  const found = await ledger.entriesOf(intent.cloud, intent.serverId);
  if (found.kind === 'unavailable') {
    const message = `the server's other intents cannot be read: ${found.because}`;
    return { kind: 'fault', fault: { kind: 'transient', trouble: 'ledger', message } };
  }
  const own = keyOf(intent).sort;
  const others = found.entries.filter((entry) => keyOf(entry.intent).sort !== own);
  return { kind: 'sends', sends: others.flatMap(({ sends }) => sends) };
};

/** The request ids of those stops; read only while a stop of ours has no id of its own to be known by. */
export const stopsOfOthers = async (
  entry: Entry,
  ledger: Others,
): Promise<{ readonly kind: 'ids'; readonly ids: ReadonlySet<string> } | Unread> => {
  const send = lastSend(entry);
  if (send === undefined || send.openstackRequestId !== undefined) return { kind: 'ids', ids: new Set() };
  const others = await sendsOfOthers(entry.intent, ledger);
  return others.kind === 'fault'
    ? others
    : { kind: 'ids', ids: new Set(others.sends.flatMap(({ openstackRequestId }) => openstackRequestId ?? [])) };
};
