import { createHash } from 'node:crypto';
import * as v from 'valibot';
import { type AtMost, type Labels, MACHINES, type Select } from '../power/choose/select.ts';
import { closed, field } from './schema.ts';

/** The most servers that one request may name, and that a roll holds. */
export const SERVERS_MAX = 1000;

const TEXTS_MAX = 100;
const TEXT_MAX = 80;

const text = v.pipe(
  v.string('must be text'),
  v.nonEmpty('is empty'),
  v.maxLength(TEXT_MAX, `longer than ${TEXT_MAX} characters`),
);

// Nova takes tags of up to 60 characters without a comma or a slash (nova/api/validation/parameter_types.py, tag).
const tag = v.pipe(
  text,
  v.regex(/^[^,/]*$/, 'no tag has a comma or a slash'),
  v.check((glob) => glob.replaceAll('*', '').length <= 60, 'longer than the 60 characters of a tag'),
);

// One text may be written without a list.
const listOf = (item: typeof text | typeof tag) => {
  const list = v.pipe(
    v.array(item, 'must be text or a list of texts'),
    v.minLength(1, 'is empty'),
    v.maxLength(TEXTS_MAX, `names more than ${TEXTS_MAX} texts`),
  );
  const one = v.pipe(
    item,
    v.transform((given) => [given]),
  );
  return v.lazy((input): v.GenericSchema<unknown, string[]> => (typeof input === 'string' ? one : list));
};

// nova/api/validation/parameter_types.py, metadata.
const key = v.pipe(
  v.string(),
  v.regex(/^[a-zA-Z0-9-_:. ]{1,255}$/, 'no metadata has such a key: 1 to 255 letters, digits, spaces and - _ : .'),
);
const LOST_KEYS = ['__proto__', 'prototype', 'constructor'];
const metadata = v.pipe(
  v.custom<object>(
    (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
    'must be an object',
  ),
  // Valibot leaves these keys out in silence, and a selector with one field less chooses more.
  v.rawCheck(({ dataset, addIssue }) => {
    if (!dataset.typed) return;
    const lost = LOST_KEYS.find((name) => Object.hasOwn(dataset.value, name));
    if (lost !== undefined)
      addIssue({
        message: 'no selector can name this key',
        path: [{ type: 'object', origin: 'key', input: { ...dataset.value }, key: lost, value: lost }],
      });
  }),
  v.record(key, listOf(text)),
  v.check((entries) => Object.keys(entries).length > 0, 'is empty'),
);

const labels = {
  tags: v.exactOptional(listOf(tag)),
  anyTag: v.exactOptional(listOf(tag)),
  metadata: v.exactOptional(metadata),
  name: v.exactOptional(listOf(text)),
  flavor: v.exactOptional(listOf(text)),
} satisfies Record<keyof Labels, unknown>;

const excepted = v.pipe(
  v.array(field.serverId, 'must be a list of UUIDs'),
  v.minLength(1, 'is empty'),
  v.maxLength(SERVERS_MAX, `names more than ${SERVERS_MAX} servers`),
);

const EMPTY =
  'chooses nothing: give tags, anyTag, metadata, name, flavor or a kind of machine (everything is name: ["*"])';

/** `select` of a request: closed, and never everything by leaving something out. */
export const selectSchema = v.pipe(
  closed({
    ...labels,
    machine: v.exactOptional(v.picklist(MACHINES, `must be ${MACHINES.join(', ')}`)),
    except: v.exactOptional(
      v.pipe(
        closed({ serverIds: v.exactOptional(excepted), ...labels }),
        v.check((except) => Object.keys(except).length > 0, 'is empty'),
      ),
    ),
  }),
  v.check(({ except: _, machine = 'any', ...rest }) => machine !== 'any' || Object.keys(rest).length > 0, EMPTY),
);

const AT_MOST = `must be a number of servers from 1 to ${SERVERS_MAX}, or a share of all from "1%" to "100%"`;

/** `atMost` of a request. */
export const atMostSchema = v.custom<AtMost>((value) => {
  if (typeof value === 'number') return Number.isInteger(value) && value >= 1 && value <= SERVERS_MAX;
  return typeof value === 'string' && /^(?:[1-9]\d?|100)%$/.test(value);
}, AT_MOST);

// Keys in one order, whatever the caller's was: the same selector is the same digest.
const inOrder = (value: unknown): unknown =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.fromEntries(
        Object.entries(value)
          .sort(([a], [b]) => (a < b ? -1 : 1))
          .map(([name, one]) => [name, inOrder(one)]),
      )
    : value;

/** What distinguishes one selection from another: SHA-256 of `select` and `atMost`, hex. */
export const selectDigest = (select: Select, atMost: AtMost | undefined): string =>
  createHash('sha256')
    .update(JSON.stringify(inOrder({ select, atMost: atMost ?? null })))
    .digest('hex');

/** The same of a list: SHA-256 of its sorted ids, hex. */
export const idsDigest = (serverIds: readonly string[]): string =>
  createHash('sha256')
    .update([...serverIds].sort().join(','))
    .digest('hex');
