import type { RollReads } from '../power/ports/rolls.ts';
import type { Roll } from '../power/roll.ts';
import { dayKey, decodePointer, decodeRoll, rollKey } from './roll-item.ts';
import type { Item, Table } from './table.ts';

// No sort key has a line end in it (lib/power/intent.ts).
const nameOf = (item: Item): string => `${item.pk?.S}\n${item.sk?.S}`;

/** The rolls of a table by their days. */
export const rollReadsIn = ({ query, getMany }: Pick<Table, 'query' | 'getMany'>): RollReads => ({
  pointersOf: async (day) => {
    const found = await query(dayKey(day));
    if (found.kind === 'unavailable') return found;
    const pointers = found.items.flatMap((item) => decodePointer(item) ?? []);
    const unread = found.items.length - pointers.length;
    return { kind: 'pointers', pointers, ...(unread === 0 ? {} : { unread }) };
  },

  rollsOf: async (pointers) => {
    const keys = pointers.map((pointer) => rollKey(pointer, pointer.part));
    const got = await getMany(keys);
    if (got.kind === 'unavailable') return got;
    const items = new Map(got.items.map((item) => [nameOf(item), item]));
    const decoded = keys.flatMap(({ pk, sk }) => {
      const item = items.get(`${pk}\n${sk}`);
      return item === undefined ? [] : [decodeRoll(item)];
    });
    const rolls: readonly Roll[] = decoded.flatMap((one) => (one.kind === 'roll' ? [one.roll] : []));
    return { kind: 'rolls', rolls, unread: decoded.length - rolls.length };
  },
});
