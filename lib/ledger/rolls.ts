import type { Select } from '../power/choose/select.ts';
import type { Unavailable } from '../power/ports/ledger.ts';
import type { Rolls, Selects } from '../power/ports/rolls.ts';
import { SELECT_PART } from '../power/roll.ts';
import { decodeRoll, encodeRoll, pointerItem, rollKey } from './roll-item.ts';
import { isItemOf, type Table, writtenBy } from './table.ts';

const unavailable = (because: string): Unavailable => ({ kind: 'unavailable', because });

const UNANSWERED = unavailable('a write got no answer, and was not there when read back');

const finding =
  ({ get }: Pick<Table, 'get'>): Rolls['find'] =>
  async (key, part) => {
    const got = await get(rollKey(key, part));
    if (got.kind === 'unavailable') return got;
    return got.item === undefined ? { kind: 'roll', roll: undefined } : decodeRoll(got.item);
  };

/** The rolls of a table: every write is conditional, so the first roll of a part stands. */
export const rollsIn = ({ get, put }: Pick<Table, 'get' | 'put'>): Rolls => ({
  find: finding({ get }),

  pin: async (roll) => {
    const result = await put(rollKey(roll, roll.part), encodeRoll(roll), undefined);
    if (result.kind === 'put') return { kind: 'pinned', roll };
    if (result.kind === 'unavailable') return result;
    if (result.stored === undefined) return UNANSWERED;
    const first = decodeRoll(result.stored);
    if (first.kind === 'unavailable') return first;
    return { kind: isItemOf(result.stored, roll) ? 'pinned' : 'there', roll: first.roll };
  },

  // It is the same whoever writes it, so one that is there already is as good.
  point: async (roll) => {
    const { key, item } = pointerItem(roll);
    const result = await put(key, item, undefined);
    if (result.kind === 'unavailable') return result;
    return result.kind === 'open' && result.stored === undefined ? UNANSWERED : { kind: 'written' };
  },

  report: async (roll, over) => {
    const result = await put(rollKey(roll, roll.part), encodeRoll(roll), over);
    return writtenBy(result, roll, over);
  },
});

const MOST_SELECTS = 100;

/** The selectors of a table's rolls. One never changes, so those that were read last are kept in memory. */
export const selectsIn = ({ get }: Pick<Table, 'get'>): Selects => {
  const find = finding({ get });
  const known = new Map<string, Select>();
  return {
    selectOf: async (key) => {
      const { pk } = rollKey(key, SELECT_PART);
      const kept = known.get(pk);
      if (kept !== undefined) return { kind: 'select', select: kept };
      const found = await find(key, SELECT_PART);
      if (found.kind === 'unavailable') return found;
      const select = found.roll?.select;
      if (select === undefined) return { kind: 'absent' };
      known.set(pk, select);
      for (const oldest of known.keys()) if (known.size > MOST_SELECTS) known.delete(oldest);
      return { kind: 'select', select };
    },
  };
};
