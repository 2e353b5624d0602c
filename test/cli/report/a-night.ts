import type { Night } from '../../../cli/report/night/night.ts';
import { readNight } from '../../../cli/report/read/read-night.ts';
import { memoryLedger, type TableLedger } from '../../../lib/ledger/table-ledger.ts';
import type { Entry } from '../../../lib/power/entry.ts';
import type { Roll } from '../../../lib/power/roll.ts';
import { anEntry, anIntent, aRoll, aSend, at } from '../../builders.ts';
import { aTerminal, type TerminalChanges } from '../a-terminal.ts';

/** The entry of a server of a roll. */
export const entryOf = (roll: Roll, place: number, changes: Partial<Entry> = {}): Entry => {
  const serverId = roll.ids[place];
  if (serverId === undefined) throw new Error(`the roll has no server ${place}`);
  const { cloud, source, requestId, dryRun, requestedAt, notAfter } = roll;
  return anEntry({
    intent: anIntent({ cloud, source, requestId, dryRun, requestedAt, notAfter, serverId }),
    ...changes,
  });
};

/** Stopped: taken two seconds after the request, and proven off ten seconds after it. */
export const stoppedEntry = (roll: Roll, place: number, changes: Partial<Entry> = {}): Entry => {
  const since = (roll.requestedAt - aRoll().requestedAt) / 1000;
  return entryOf(roll, place, {
    attempts: 3,
    sends: [aSend({ markedAt: at(since + 1), answeredAt: at(since + 2), openstackRequestId: 'req-ours' })],
    ending: { kind: 'stopped', because: 'off after our stop', endedAt: at(since + 10) },
    ...changes,
  });
};

/** A table with these rolls and entries. */
export const aTable = async (rolls: readonly Roll[], entries: readonly Entry[]): Promise<TableLedger> => {
  const ledger = memoryLedger();
  for (const roll of rolls) {
    await ledger.rolls.pin(roll);
    await ledger.rolls.point(roll);
  }
  for (const entry of entries) await ledger.write(entry, undefined);
  return ledger;
};

/** The night of a table, on the simulated cloud `otc`. */
export const nightOf = async (
  records: TableLedger,
  wanted: Parameters<typeof readNight>[0],
  changes: TerminalChanges = {},
): Promise<Night> => {
  const { terminal, clock } = aTerminal(changes);
  const sources = { records, clouds: terminal.clouds(true), clock };
  const read = await clock.drive(readNight(wanted, 'a test', sources));
  if (read.kind !== 'night') throw new Error(read.kind);
  return read.night;
};
