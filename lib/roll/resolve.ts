import type { Clock } from '../clock.ts';
import type { Instant } from '../instant.ts';
import type { StopRequest } from '../message/request.ts';
import { idsDigest, selectDigest } from '../message/select-body.ts';
import { type Caps, choose, selectionOf } from '../power/choose/choose.ts';
import type { Fault } from '../power/fault.ts';
import { SKEW_MS } from '../power/history.ts';
import type { ListingClouds } from '../power/ports/cloud.ts';
import { unreplayed } from '../power/replayed.ts';
import { idsPart, type Roll, SELECT_PART } from '../power/roll.ts';
import { exceptionOf } from './calendar.ts';
import { LISTED_MAX, listAll } from './list-all.ts';

/** What a request is resolved with. */
export interface ResolvePorts extends Caps {
  readonly clouds: ListingClouds;
  readonly clock: Pick<Clock, 'now' | 'freshId'>;
}

/** What a request comes to; `ids` is empty unless the verdict is `chosen`. */
export type Resolved = Pick<Roll, 'verdict' | 'because' | 'ids' | 'names' | 'counts'>;

// A roll of a thousand names stays below DynamoDB's 400 KB an item, whatever their script.
const NAME_MAX = 64;

/** There is no complete list: nothing is chosen, and the next delivery tries again. */
export interface NotListed {
  readonly verdict: 'not-listed';
  readonly fault: Fault;
}

/** An end of a request that stops nothing. */
export const ended = (verdict: Resolved['verdict'], because: string): Resolved => ({ verdict, because, ids: [] });

/** What a request comes to that has no roll yet: its calendar, then its list of ids, or what its selector makes of the cloud's servers. */
export const resolve = async (
  request: StopRequest,
  ports: ResolvePorts,
  deadlineAt: Instant,
): Promise<Resolved | NotListed> => {
  const exception = exceptionOf(request);
  if (exception !== undefined) return ended(exception.verdict, exception.because);
  return request.select === undefined
    ? byIds(request, ports.atMostPerRequest)
    : await bySelect(request, ports, deadlineAt);
};

const byIds = ({ serverIds }: StopRequest, cap: number): Resolved =>
  serverIds.length > cap
    ? ended('too-many', `${serverIds.length} servers, more than the ${cap} that STOP_AT_MOST_PER_REQUEST allows`)
    : {
        verdict: 'chosen',
        because: `${serverIds.length} server${serverIds.length === 1 ? '' : 's'} by id`,
        ids: serverIds,
      };

const bySelect = async (
  request: StopRequest,
  ports: ResolvePorts,
  deadlineAt: Instant,
): Promise<Resolved | NotListed> => {
  const { cloud: name, requestedAt, notAfter } = request;
  const { clouds, clock } = ports;
  if (clock.now() >= notAfter) return ended('expired', 'handled past notAfter: the servers were not listed');
  const opened = await clouds.cloud(name);
  if (opened.kind === 'unknown') return ended('malformed', `cloud: ${name} is not configured`);
  if (opened.kind === 'fault') return { verdict: 'not-listed', fault: opened.fault };
  const listed = await listAll(opened.cloud, clock, deadlineAt);
  if (listed.kind === 'too-many') return ended('too-many', `the project has more than ${LISTED_MAX} servers`);
  if (listed.kind === 'incomplete') {
    const { fault } = listed;
    return fault.trouble === 'too-old' ? ended('malformed', fault.message) : { verdict: 'not-listed', fault };
  }
  if (clock.now() >= notAfter) return ended('expired', 'the list of servers was complete only past notAfter');
  // Nova's `created` has whole seconds, and clocks differ a little: in doubt a server was created after the request.
  const selection = selectionOf(request, ports, requestedAt + listed.offsetMs - SKEW_MS);
  const { verdict, because, ids, counts } = choose(listed.servers, selection);
  const chosen = new Set(ids);
  const names = listed.servers
    .filter(({ id }) => chosen.has(id))
    .map(({ id, name }) => [id, name.slice(0, NAME_MAX).toWellFormed()]);
  return { verdict, because, ids, counts, ...(ids.length === 0 ? {} : { names: Object.fromEntries(names) }) };
};

const partOf = ({ select, serverIds }: StopRequest): string =>
  select === undefined ? idsPart(idsDigest(serverIds)) : SELECT_PART;

/** The digest of what a request asks for: two requests under one identity that differ in it are in conflict. */
export const digestOf = ({ select, atMost, serverIds }: StopRequest): string =>
  select === undefined ? idsDigest(serverIds) : selectDigest(select, atMost);

/** The roll that a request gets if it is the first of its part. It has the window in which the request was asked for first, also when a replay pins it. */
export const rollFrom = (request: StopRequest, resolved: Resolved, clock: Pick<Clock, 'now' | 'freshId'>): Roll => {
  const { cloud, source, requestId, dryRun, requestedAt, notAfter, select, atMost } = unreplayed(request);
  return {
    ...{ cloud, source, requestId, dryRun, part: partOf(request), requestedAt, notAfter },
    ...(select === undefined ? {} : { select }),
    ...(atMost === undefined ? {} : { atMost }),
    ...resolved,
    digest: digestOf(request),
    pinnedAt: clock.now(),
    owner: clock.freshId(),
    revision: 1,
  };
};
