import { createHash } from 'node:crypto';
import * as v from 'valibot';
import { formatInstant } from '../instant.ts';
import { atMostSchema, SERVERS_MAX, selectSchema } from '../message/select-body.ts';
import { isLeftOutBy, type LeftOutBy } from '../power/choose/choose.ts';
import { KEEP_MS } from '../power/entry.ts';
import { SOURCES } from '../power/intent.ts';
import type { RollPointer } from '../power/ports/rolls.ts';
import { CHANNELS, type RequestKey, type Roll, VERDICTS } from '../power/roll.ts';
import { count, instant, serverId } from './entry-schema.ts';
import { damageOf } from './items.ts';
import { fromItem, type Item, type ItemKey, toItem } from './table.ts';

/** The version of a roll's shape: a higher one was written by newer code. */
const ROLL_VERSION = 1;

// As in the key of an intent (lib/power/intent.ts): percent encoding leaves no '#' of its own in a part.
const nameOf = ({ cloud, source, requestId, dryRun }: RequestKey): string =>
  [encodeURIComponent(cloud), source, encodeURIComponent(requestId), ...(dryRun ? ['dry-run'] : [])].join('#');

/** The key of a request's roll: `roll#<cloud>#<source>#<requestId>[#dry-run]`, and its part. */
export const rollKey = (key: RequestKey, part: string): ItemKey => ({ pk: `roll#${nameOf(key)}`, sk: part });

const leftOutBy = v.custom<LeftOutBy>(isLeftOutBy);

// What a pointer repeats of its roll.
const POINTED = {
  cloud: v.string(),
  source: v.picklist(SOURCES),
  requestId: v.string(),
  dryRun: v.boolean(),
  part: v.string(),
  requestedAt: instant,
} satisfies Record<keyof RollPointer, v.GenericSchema>;

const ROLL = v.strictObject({
  ...POINTED,
  notAfter: instant,
  select: v.exactOptional(selectSchema),
  atMost: v.exactOptional(atMostSchema),
  digest: v.string(),
  verdict: v.picklist(VERDICTS),
  because: v.string(),
  names: v.exactOptional(v.record(serverId, v.string())),
  ids: v.pipe(v.array(serverId), v.maxLength(SERVERS_MAX)),
  counts: v.exactOptional(v.strictObject({ listed: count, matched: count, leftOut: v.record(leftOutBy, count) })),
  pinnedAt: instant,
  buriedAt: v.exactOptional(instant),
  report: v.exactOptional(
    v.strictObject({
      state: v.picklist(['reporting', 'reported']),
      at: instant,
      sent: v.exactOptional(v.array(v.picklist(CHANNELS))),
    }),
  ),
  owner: v.string(),
  revision: count,
} satisfies Record<keyof Roll, v.GenericSchema>);

const keepUntil = ({ notAfter, pinnedAt }: Roll): number => Math.ceil((Math.max(notAfter, pinnedAt) + KEEP_MS) / 1000);

/** Writes a roll as an item, kept 45 days after its `notAfter`, or after it was pinned (`expiresAt`, seconds, for DynamoDB's TTL). */
export const encodeRoll = (roll: Roll): Item =>
  toItem({ ...rollKey(roll, roll.part), ...roll, schemaVersion: ROLL_VERSION, expiresAt: keepUntil(roll) });

/** A roll read back, or why nobody may act on it: it names only the place of the damage, never a value. */
export type DecodedRoll =
  | { readonly kind: 'roll'; readonly roll: Roll }
  | { readonly kind: 'unavailable'; readonly because: string };

/** Reads the item of a roll; every field is checked and none may be unknown. */
export const decodeRoll = (item: Item): DecodedRoll => {
  const { pk, sk, schemaVersion, expiresAt: _, ...fields } = fromItem(item);
  const unavailable = (because: string): DecodedRoll => ({ kind: 'unavailable', because: `the roll: ${because}` });
  if (typeof schemaVersion === 'number' && schemaVersion > ROLL_VERSION)
    return unavailable(`schema version ${schemaVersion} is newer than ${ROLL_VERSION}`);
  const parsed = v.safeParse(ROLL, fields);
  if (!parsed.success) return unavailable(damageOf(parsed.issues));
  const roll: Roll = parsed.output;
  const key = rollKey(roll, roll.part);
  return pk === key.pk && sk === key.sk && schemaVersion === ROLL_VERSION
    ? { kind: 'roll', roll }
    : unavailable('damaged: another roll’s key');
};

// DynamoDB takes a sort key of 1,024 bytes; a cloud and a request with the longest names have one of their own.
const NAME_MAX_BYTES = 900;
const shortened = (name: string): string =>
  name.length <= NAME_MAX_BYTES ? name : createHash('sha256').update(name).digest('hex');

/** The partition of a day, `2026-11-30`. */
export const dayKey = (day: string): string => `day#${day}`;

/**
 * The pointer by which a roll is found by its day: `day#2026-11-30` (UTC, of `requestedAt`), sorted by time and request. It repeats the
 * roll's identity, whatever its sort key looks like.
 */
export const pointerItem = (roll: Roll): { readonly key: ItemKey; readonly item: Item } => {
  const at = formatInstant(roll.requestedAt);
  const key = { pk: dayKey(at.slice(0, 10)), sk: `${at}#${shortened(nameOf(roll))}#${roll.part}` };
  const { cloud, source, requestId, dryRun, part, requestedAt } = roll;
  const identity = { cloud, source, requestId, dryRun, part, requestedAt };
  return { key, item: toItem({ ...key, ...identity, schemaVersion: ROLL_VERSION, expiresAt: keepUntil(roll) }) };
};

const POINTER = v.object(POINTED);

/** Reads a pointer; undefined for one that is damaged, or of a newer shape that lacks what this version needs. */
export const decodePointer = (item: Item): RollPointer | undefined => {
  const parsed = v.safeParse(POINTER, fromItem(item));
  return parsed.success ? parsed.output : undefined;
};
