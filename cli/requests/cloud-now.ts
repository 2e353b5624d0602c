import type { ConfiguredClouds } from '../../lib/openstack/open-clouds.ts';
import { type LeftOutBy, leftOutOf } from '../../lib/power/choose/choose.ts';
import { SKEW_MS } from '../../lib/power/history.ts';
import type { Roll } from '../../lib/power/roll.ts';
import type { ListedServer, ServerId } from '../../lib/power/server.ts';
import { listAll } from '../../lib/roll/list-all.ts';
import { faultInWords } from '../cloud/fault-words.ts';
import type { Terminal } from '../terminal/terminal.ts';

/** The servers of a cloud as they are now, or in one line why they are not known. */
export type CloudNow =
  | { readonly kind: 'list'; readonly servers: readonly ListedServer[]; readonly offsetMs: number }
  | { readonly kind: 'unknown'; readonly because: string };

/** A person waits for names: half of it is for the list. */
const LIST_MS = 20_000;

/** Lists the cloud of a request once, if it is configured here. It is read and nothing else, so an admin's token does no harm. */
export const listNow = async (
  name: string,
  { clouds, clock }: Pick<Terminal, 'clouds' | 'clock'>,
): Promise<CloudNow> => {
  const opened = await openCloud(clouds(true), name);
  if (typeof opened === 'string') return { kind: 'unknown', because: opened };
  const listed = await listAll(opened, clock, clock.now() + LIST_MS);
  switch (listed.kind) {
    case 'list':
      return listed;
    case 'too-many':
      return { kind: 'unknown', because: 'it has too many servers to list' };
    case 'incomplete':
      return { kind: 'unknown', because: faultInWords(listed.fault) };
  }
};

const openCloud = async (clouds: ConfiguredClouds, name: string) => {
  const opened = await clouds.cloud(name);
  if (opened.kind === 'cloud') return opened.cloud;
  return opened.kind === 'unknown' ? 'it is not configured here' : faultInWords(opened.fault);
};

/** The names of listed servers, by id. */
export const namesOf = (cloud: CloudNow): ReadonlyMap<ServerId, string> =>
  new Map(cloud.kind === 'list' ? cloud.servers.map(({ id, name }) => [id, name]) : []);

/** A server that the request's selector would leave out now, and the rule. */
export interface LeftOutNow {
  readonly server: ListedServer;
  readonly rule: LeftOutBy;
}

/**
 * Who is left out now by the selector of a roll, judged as by the worker: in doubt a server was created after the request. The roll
 * itself has only counts of who was.
 */
export const leftOutNow = (
  { select = {}, requestedAt }: Pick<Roll, 'select' | 'requestedAt'>,
  { servers, offsetMs }: Extract<CloudNow, { kind: 'list' }>,
): readonly LeftOutNow[] =>
  servers.flatMap((server) => {
    const left = leftOutOf({ select, requestedAt: requestedAt + offsetMs - SKEW_MS }, server);
    return left === undefined ? [] : [{ server, rule: left.by }];
  });
