import * as v from 'valibot';
import type { Reply } from '../../power/ports/cloud.ts';
import { parseServerId, type ServerId } from '../../power/server.ts';
import { ours } from '../answer/fault-of-ours.ts';

/** A server as a list shows it: what is needed to count it and to name it. */
export interface ListedServer {
  readonly id: ServerId;
  readonly name: string;
  /** Empty where the list does not show it. */
  readonly vmState: string;
  /** Null where the list does not show it. */
  readonly projectId: string | null;
}

/** One page of `GET /servers/detail`. */
export interface ServerPage {
  readonly servers: readonly ListedServer[];
  readonly hasNext: boolean;
}

const TEXT = v.fallback(v.string(), '');
const SERVER = v.object({
  id: v.string(),
  name: TEXT,
  'OS-EXT-STS:vm_state': TEXT,
  tenant_id: v.fallback(v.nullable(v.string()), null),
});
const PAGE = v.object({
  servers: v.array(SERVER),
  servers_links: v.fallback(v.array(v.object({ rel: v.string() })), []),
});

/** Reads a page of a list; a page that cannot be read whole is a fault. */
export const parseServerPage = (json: unknown): Reply<ServerPage> => {
  const parsed = v.safeParse(PAGE, json);
  if (!parsed.success) return ours('transient', 'unclear', 'the answer is not a list of servers');
  const servers = parsed.output.servers.flatMap((one) => {
    const id = parseServerId(one.id);
    if (id === undefined) return [];
    return [{ id, name: one.name, vmState: one['OS-EXT-STS:vm_state'].toLowerCase(), projectId: one.tenant_id }];
  });
  return { kind: 'ok', value: { servers, hasNext: parsed.output.servers_links.some(({ rel }) => rel === 'next') } };
};
