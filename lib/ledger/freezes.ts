import * as v from 'valibot';
import { LAST_INSTANT } from '../instant.ts';
import type { Freeze, FreezeBook, StoredFreeze } from '../power/ports/freezes.ts';
import type { Unavailable } from '../power/ports/ledger.ts';
import { fromItem, type Item, type ItemKey, type Table, toItem, writtenBy } from './table.ts';

const FREEZE_VERSION = 1;
/** All freezes are in one partition, so that one query finds every one that concerns a cloud. */
const PARTITION = 'freeze';
const DAY_MS = 24 * 60 * 60_000;
// A person may ask who froze what last week. Hygiene, never correctness.
const KEEP_MS = 30 * DAY_MS;

const keyOf = (cloud: string | null): ItemKey => ({
  pk: PARTITION,
  sk: cloud === null ? 'all' : `cloud#${encodeURIComponent(cloud)}`,
});

const instant = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(LAST_INSTANT));
const storedFreeze = v.strictObject({
  pk: v.literal(PARTITION),
  sk: v.string(),
  schemaVersion: v.literal(FREEZE_VERSION),
  owner: v.string(),
  revision: v.pipe(v.number(), v.integer()),
  cloud: v.exactOptional(v.string()),
  frozenAt: instant,
  untilAt: instant,
  by: v.string(),
  why: v.string(),
  /** Seconds, as DynamoDB's TTL wants them. */
  expiresAt: v.pipe(v.number(), v.integer()),
});

const encode = (freeze: StoredFreeze): Item =>
  toItem({
    ...keyOf(freeze.cloud),
    schemaVersion: FREEZE_VERSION,
    ...freeze,
    cloud: freeze.cloud ?? undefined,
    expiresAt: Math.ceil((freeze.untilAt + KEEP_MS) / 1000),
  });

const decode = (item: Item): StoredFreeze | undefined => {
  const result = v.safeParse(storedFreeze, fromItem(item));
  if (!result.success) return undefined;
  const { pk: _pk, sk, schemaVersion: _version, expiresAt: _expiresAt, cloud = null, ...freeze } = result.output;
  return sk === keyOf(cloud).sk ? { ...freeze, cloud } : undefined;
};

const unreadable = ({ sk }: Item): Unavailable => ({
  kind: 'unavailable',
  because: `the freeze ${sk?.S ?? ''} is damaged, or of a newer version`,
});

const isIn = ({ cloud, untilAt }: Freeze, name: string, now: number): boolean =>
  (cloud === null || cloud === name) && now < untilAt;

/** The freezes in a table. One that cannot be read counts for every cloud: what it forbids is not known. */
export const freezesIn = ({ get, put, query }: Table): FreezeBook => ({
  freezeOf: async (cloud, now) => {
    const found = await query(PARTITION);
    if (found.kind === 'unavailable') return found;
    let longest: Freeze | undefined;
    for (const item of found.items) {
      const freeze = decode(item);
      if (freeze === undefined) return unreadable(item);
      if (isIn(freeze, cloud, now) && freeze.untilAt > (longest?.untilAt ?? 0)) longest = freeze;
    }
    return { kind: 'freeze', freeze: longest };
  },

  freezesAt: async (now) => {
    const found = await query(PARTITION);
    if (found.kind === 'unavailable') return found;
    const freezes: Freeze[] = [];
    for (const item of found.items) {
      const freeze = decode(item);
      if (freeze === undefined) return unreadable(item);
      if (now < freeze.untilAt) freezes.push(freeze);
    }
    return { kind: 'freezes', freezes };
  },

  readFreeze: async (cloud) => {
    const got = await get(keyOf(cloud));
    if (got.kind === 'unavailable') return got;
    if (got.item === undefined) return { kind: 'freeze', freeze: undefined };
    const freeze = decode(got.item);
    return freeze === undefined ? unreadable(got.item) : { kind: 'freeze', freeze };
  },

  putFreeze: async (freeze, over) => {
    const result = await put(keyOf(freeze.cloud), encode(freeze), over);
    return writtenBy(result, freeze, over, 'the write of a freeze');
  },
});
