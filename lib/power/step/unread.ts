import { formatInstant, type Instant } from '../../instant.ts';
import type { Intent } from '../intent.ts';
import type { Ledger, Unread } from '../ports/ledger.ts';
import type { Ports } from './ports.ts';

const SAID_AGAIN_MS = 10 * 60_000;

// By ledger, so as long as its function lives: an item that meets every step is worth a line once in a while.
const saidAt = new WeakMap<Ledger, Map<string, Instant>>();

/** Reports an item that this version cannot read, every ten minutes at most. */
export const reportUnread = (
  { ledger, telemetry, clock }: Pick<Ports, 'ledger' | 'telemetry' | 'clock'>,
  intent: Intent,
  because: string,
): void => {
  const said = saidAt.get(ledger) ?? new Map<string, Instant>();
  saidAt.set(ledger, said);
  const what = `${intent.cloud} ${intent.serverId} ${because}`;
  const now = clock.now();
  const before = said.get(what);
  if (before !== undefined && now - before < SAID_AGAIN_MS) return;
  // A text said long ago would be said again: of a thousand items a day none is kept.
  for (const [once, at] of said) if (now - at >= SAID_AGAIN_MS) said.delete(once);
  said.set(what, now);
  telemetry.alert({ what: 'ledger', because, intent });
};

/**
 * The ledger of a step. Unreadable items among a server's entries are reported, and each holds the server
 * only while its stop may leave or be under way. After its `notAfter` nothing is sent for it, whatever else
 * it says.
 */
export const withUnread = (ports: Ports, intent: Intent): Ledger => {
  const { ledger, clock, timing } = ports;
  const heldUntil = ({ ended, lastStopBy = Number.POSITIVE_INFINITY }: Unread): Instant =>
    ended === undefined ? lastStopBy + timing.quarantineMs : 0;
  const reportHolding = (sort: string, item: Unread): boolean => {
    const untilAt = heldUntil(item);
    const holds = untilAt > clock.now();
    const until = Number.isFinite(untilAt) ? ` until ${formatInstant(untilAt)}` : '';
    reportUnread(ports, intent, `entry ${sort}: ${item.because}${holds ? `; it holds the server${until}` : ''}`);
    return holds;
  };
  return {
    read: (key) => ledger.read(key),
    write: (entry, over) => ledger.write(entry, over),
    entriesOf: async (cloud, serverId) => {
      const found = await ledger.entriesOf(cloud, serverId);
      const holding = [...(found.unread ?? [])].filter(([sort, item]) => reportHolding(sort, item));
      return found.kind === 'entries' || found.entries === undefined || holding.length > 0
        ? found
        : { kind: 'entries', entries: found.entries };
    },
  };
};
