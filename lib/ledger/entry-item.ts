import * as v from 'valibot';
import { type Entry, HISTORY_MAX, SCHEMA_VERSION } from '../power/entry.ts';
import { keyOf } from '../power/intent.ts';
import { fromItem, type Item, toItem } from './attribute-value.ts';
import { ENTRY_FIELDS } from './entry-schema.ts';

// `outcome` and `reason` repeat the ending: for people and filters, and for a version that can read no more than these (promised.ts).
const stored = v.pipe(
  v.strictObject({
    pk: v.string(),
    sk: v.string(),
    ...ENTRY_FIELDS,
    outcome: v.exactOptional(v.string()),
    reason: v.exactOptional(v.string()),
    /** Seconds, as DynamoDB's TTL wants them. */
    expiresAt: v.pipe(v.number(), v.integer()),
  }),
  v.rawCheck(({ dataset, addIssue }) => {
    if (!dataset.typed) return;
    const key = keyOf(dataset.value.intent);
    if (dataset.value.pk !== key.partition || dataset.value.sk !== key.sort) {
      addIssue({ message: 'another intent’s key' });
    }
  }),
);

const damageOf = (issues: readonly v.BaseIssue<unknown>[]): string => {
  const places = issues.map((issue) => v.getDotPath(issue) ?? issue.message);
  return `damaged: ${places.slice(0, 3).join(', ')}`;
};

/** An item read back: the entry, or why nobody may act on it (it names only the place of the damage, never a value). */
export type Decoded =
  | { readonly kind: 'found'; readonly entry: Entry }
  | { readonly kind: 'unreadable'; readonly because: string };

/** Reads an item of the ledger; every field is checked and none may be unknown. */
export const decodeEntry = (item: Item): Decoded => {
  const fields = fromItem(item);
  if (typeof fields.schemaVersion === 'number' && fields.schemaVersion > SCHEMA_VERSION) {
    return { kind: 'unreadable', because: `schema version ${fields.schemaVersion} is newer than ${SCHEMA_VERSION}` };
  }
  const result = v.safeParse(stored, fields);
  if (!result.success) return { kind: 'unreadable', because: damageOf(result.issues) };
  const { pk: _pk, sk: _sk, outcome: _outcome, reason: _reason, expiresAt, ...entry } = result.output;
  return { kind: 'found', entry: { ...entry, expiresAt: expiresAt * 1000 } };
};

/** Writes an entry as an item: instants in milliseconds, but `expiresAt` in whole seconds, rounded up. */
export const encodeEntry = (entry: Entry): Item => {
  const key = keyOf(entry.intent);
  const ending = entry.ending;
  const item = toItem({
    pk: key.partition,
    sk: key.sort,
    ...entry,
    outcome: ending?.kind,
    reason: ending !== undefined && 'failure' in ending ? ending.failure.reason : undefined,
    history: entry.history.slice(-HISTORY_MAX),
    expiresAt: Math.ceil(entry.expiresAt / 1000),
  });
  // What cannot be read back would hold its intent for ever: better a bug now than an unreadable item later.
  const decoded = decodeEntry(item);
  if (decoded.kind === 'unreadable') throw new TypeError(`an entry that cannot be stored: ${decoded.because}`);
  return item;
};
