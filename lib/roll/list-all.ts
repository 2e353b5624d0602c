import type { Clock } from '../clock.ts';
import type { Instant } from '../instant.ts';
import type { Fault, Trouble } from '../power/fault.ts';
import type { Reply, ServerList, ServerPage } from '../power/ports/cloud.ts';
import type { ListedServer, ServerId } from '../power/server.ts';
import { clockOffset } from '../power/step/look.ts';

/** The most servers that a project may have for a selection. */
export const LISTED_MAX = 10_000;

/**
 * All servers of a project, each once. `incomplete`: something is known to be missing, so nothing may be chosen.
 * `offsetMs`: Nova's clock minus ours.
 */
export type Listed =
  | { readonly kind: 'list'; readonly servers: readonly ListedServer[]; readonly offsetMs: number }
  | { readonly kind: 'too-many' }
  | { readonly kind: 'incomplete'; readonly fault: Fault };

const incomplete = (trouble: Trouble, message: string): Listed => ({
  kind: 'incomplete',
  fault: { kind: 'transient', trouble, message },
});

/** Lists page by page until there is none, in at most half of the time that is left until `deadlineAt`. */
export const listAll = async (cloud: ServerList, clock: Pick<Clock, 'now'>, deadlineAt: Instant): Promise<Listed> => {
  const begunAt = clock.now();
  const untilAt = begunAt + (deadlineAt - begunAt) / 2;
  const servers = new Map<ServerId, ListedServer>();
  const asked = new Set<string | undefined>();
  let next: string | undefined;
  let offsetMs: number | null = null;
  do {
    if (clock.now() >= untilAt)
      return incomplete('busy', `the list of servers is too long to read in time: over ${servers.size} servers`);
    asked.add(next);
    const page: Reply<ServerPage> = await cloud.listServers(next, { untilAt });
    if (page.kind === 'fault') return { kind: 'incomplete', fault: page.fault };
    offsetMs ??= clockOffset(page, clock.now());
    const { unknown } = page.value;
    if (unknown > 0) return incomplete('unavailable', `servers in a cell that is down: ${unknown}`);
    // A server that moves to a later page meanwhile is shown twice; the later row is the newer one.
    for (const server of page.value.servers) servers.set(server.id, server);
    if (servers.size > LISTED_MAX) return { kind: 'too-many' };
    next = page.value.next;
    if (next !== undefined && asked.has(next))
      return incomplete('unclear', 'the pages of the list of servers do not advance');
  } while (next !== undefined);
  // Nor would a stop be sent: a server that was created after the request cannot be distinguished.
  if (offsetMs === null) return incomplete('clock', 'the cloud does not tell its time (no Date header)');
  return { kind: 'list', servers: [...servers.values()], offsetMs };
};
