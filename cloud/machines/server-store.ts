import type { Instant } from '../../lib/instant.ts';
import type { CloudClock } from '../cloud-clock.ts';
import { wholeSecond } from '../wire-time.ts';
import { type ActionRecord, closeEvents, openEvent, timed } from './action-record.ts';
import type { ServerRecord } from './server-record.ts';

/** All servers with all their past, so that a lagging replica can be played. */
export interface ServerStore {
  /** A moment that no other has: now, moved on by microseconds where needed, so that records keep their order. */
  stamp(): Instant;
  get(id: string): ServerRecord | undefined;
  /** As a replica shows it that lags by `behindMs`. */
  behind(id: string, behindMs: number): ServerRecord | undefined;
  /** In the order in which they were put in. */
  all(behindMs: number): readonly ServerRecord[];
  add(record: ServerRecord): void;
  /** Writes `changes` to the server, moves its `updated`, and answers with the new record. */
  change(id: string, changes: Partial<ServerRecord>): ServerRecord;
  /** Puts an action on record; `updated` stays. */
  record(id: string, action: ActionRecord): void;
  /** Opens one more event of an action. */
  open(id: string, requestId: string, event: string): void;
  /** Ends the open events of one action. */
  finish(id: string, requestId: string, result: 'Success' | 'Error'): void;
}

interface Version {
  readonly at: Instant;
  readonly record: ServerRecord;
}

const MICROSECOND = 0.001;

/** What a store may be, and who watches it. */
export interface StoreOptions {
  /** Its times of actions have whole seconds, as in a MySQL without fractions. */
  readonly wholeSeconds?: boolean;
  /** After each change of a server. */
  readonly onChange?: (server: ServerRecord) => void;
  /** After an action has been put on record, with its times as they were. */
  readonly onRecord?: (server: ServerRecord, action: ActionRecord) => void;
}

/** A store in memory. */
export const serverStore = (
  clock: CloudClock,
  { wholeSeconds = false, onChange, onRecord }: StoreOptions = {},
): ServerStore => {
  const kept = (at: Instant): Instant => (wholeSeconds ? wholeSecond(at) : at);
  const versions = new Map<string, Version[]>();
  let last = 0;
  const stamp = (): Instant => {
    last = Math.max(clock.now(), last + MICROSECOND);
    return last;
  };
  const get = (id: string) => versions.get(id)?.at(-1)?.record;
  const behind = (id: string, behindMs: number) => {
    const known = versions.get(id);
    const until = clock.now() - behindMs;
    return (behindMs === 0 ? known?.at(-1) : (known?.findLast(({ at }) => at <= until) ?? known?.[0]))?.record;
  };
  const put = (record: ServerRecord): ServerRecord => {
    versions.get(record.id)?.push({ at: clock.now(), record });
    return record;
  };
  const known = (id: string): ServerRecord => {
    const record = get(id);
    if (record === undefined) throw new Error(`the cloud has no server ${id}`);
    return record;
  };
  const edit = (id: string, requestId: string, how: (action: ActionRecord, at: Instant) => ActionRecord): void => {
    const record = known(id);
    const at = kept(stamp());
    put({
      ...record,
      actions: record.actions.map((action) => (action.requestId === requestId ? how(action, at) : action)),
    });
  };
  return {
    stamp,
    get,
    behind,
    all: (behindMs) => [...versions.keys()].flatMap((id) => behind(id, behindMs) ?? []),
    add: (record) => {
      if (versions.has(record.id)) throw new Error(`the cloud has a server ${record.id} already`);
      versions.set(record.id, []);
      put(record);
    },
    change: (id, changes) => {
      const changed = put({ ...known(id), updatedAt: stamp(), ...changes });
      onChange?.(changed);
      return changed;
    },
    record: (id, action) => {
      const record = known(id);
      put({ ...record, actions: [...record.actions, timed(action, kept)] });
      onRecord?.(record, action);
    },
    open: (id, requestId, event) => edit(id, requestId, (action, at) => openEvent(action, event, at)),
    finish: (id, requestId, result) => edit(id, requestId, (action, at) => closeEvents(action, result, at)),
  };
};
