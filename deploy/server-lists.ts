import * as v from 'valibot';
import { field } from '../lib/message/schema.ts';
import { SERVERS_MAX } from '../lib/message/select-body.ts';
import type { ServerId } from '../lib/power/server.ts';

/** The lists of servers that schedules name instead of writing them out. */
export type ServerLists = ReadonlyMap<string, readonly ServerId[]>;

/** 1 to 1,000 different servers. One that is named twice is a slip: another one was meant, or the second line is not needed. */
export const serverList = v.pipe(
  v.array(field.serverId, 'must be a list of UUIDs'),
  v.minLength(1, 'names no server'),
  v.maxLength(SERVERS_MAX, `names more than ${SERVERS_MAX} servers`),
  v.rawCheck(({ dataset, addIssue }) => {
    if (!dataset.typed) return;
    const places = new Map<ServerId, number>();
    for (const [index, id] of dataset.value.entries()) {
      const first = places.get(id);
      if (first !== undefined) return addIssue({ message: `[${index}] is the same server as [${first}], ${id}` });
      places.set(id, index);
    }
  }),
);

/** The servers of a schedule: written out, or the name of a list of the file. */
export const serversField = (lists: ServerLists) =>
  v.lazy((input) => (typeof input === 'string' ? listNamed(lists) : serverList));

const listNamed = (lists: ServerLists) =>
  v.pipe(
    v.string(),
    v.rawTransform(({ dataset, addIssue, NEVER }): readonly ServerId[] => {
      const list = lists.get(dataset.value);
      if (list !== undefined) return list;
      const known = lists.size === 0 ? 'there are none' : `there are ${[...lists.keys()].join(', ')}`;
      addIssue({ message: `must be a list of UUIDs, or the name of a list under serverLists (${known})` });
      return NEVER;
    }),
  );
