import * as v from 'valibot';
import type { Budget, Reply, ServerList, ServerPage } from '../../power/ports/cloud.ts';
import { type ListedServer, parseServerId } from '../../power/server.ts';
import { isObject } from '../../text.ts';
import { ownFault, type Understood } from '../answer/understand.ts';
import { parseNovaTime } from '../http/times.ts';
import type { Keystone } from '../keystone/keystone.ts';
import { describedOf } from './described.ts';
import type { Endpoint } from './endpoint.ts';
import {
  echoedMicroversion,
  type Microversion,
  nearestVersion,
  SHOWS_DOWN_CELLS,
  SHOWS_FLAVOR,
} from './microversion.ts';
import { createReader } from './read-nova.ts';
import type { Compute } from './session.ts';

const MIB = 1024 * 1024;
/** The longest page: 1,000 servers take 1.35 to 2 MB, and up to 128 pairs of metadata each may make that several times as much. */
const PAGE_BYTES = 16 * MIB;
const TOO_MANY_BYTES = ownFault(
  'refused',
  'unclear',
  `the list of servers is too long to read: a page of over ${PAGE_BYTES / MIB} MiB`,
).fault;

/** Lists the servers of a project, unfiltered: Nova drops filters that it does not take in silence. */
export const createServerList = (compute: Compute, keystone: Keystone): ServerList => {
  const read = createReader(compute, keystone);
  return {
    async listServers(next: string | undefined, budget: Budget): Promise<Reply<ServerPage>> {
      const session = await compute.open(budget);
      if (session.kind === 'fault') return session;
      const refused = refusalOf(session.value.endpoint);
      if (refused !== undefined) return refused;
      return await read(
        'servers/detail',
        (seen, { endpoint }) => parseServerPage(seen, wantedOf(endpoint)),
        budget,
        ({ endpoint }) => ({
          version: wantedOf(endpoint),
          most: { bytes: PAGE_BYTES, fault: TOO_MANY_BYTES },
          ...(next === undefined ? {} : { query: next }),
        }),
      );
    },
  };
};

const wantedOf = ({ offered }: Endpoint): Microversion | null => nearestVersion(SHOWS_DOWN_CELLS, offered);

const tooOld = (instead: string) =>
  ownFault('refused', 'too-old', `a selector needs compute microversion 2.${SHOWS_FLAVOR}, and ${instead}`);

// Of a version document that could not be read nothing follows: it may be readable the next time.
const refusalOf = ({ offered, unread }: Endpoint): Reply<never> | undefined => {
  if (unread !== undefined) return { kind: 'fault', fault: unread };
  if (offered === null) return tooOld('this cloud offers no microversions');
  if (offered.most >= SHOWS_FLAVOR) return undefined;
  return tooOld(`this cloud offers 2.${offered.least} to 2.${offered.most}`);
};

// What rules are judged by has to be there and readable, or `except` would leave out less than it should. A row of a cell that is down
// has none of it (api-guide, down_cells).
const TEXTS = v.record(v.string(), v.string());
const ROW = v.looseObject({
  id: v.string(),
  name: v.string(),
  status: v.pipe(v.string(), v.nonEmpty()),
  created: v.string(),
  tags: v.array(v.string()),
  metadata: TEXTS,
  flavor: v.union(['original_name', 'name', 'id'].map((called) => v.looseObject({ [called]: v.string() }))),
});
const PAGE = v.looseObject({ servers: v.array(v.unknown()), servers_links: v.optional(v.array(v.unknown()), []) });
const NEXT = v.looseObject({ rel: v.literal('next'), href: v.string() });

const isUnknown = (row: unknown): boolean => isObject(row) && String(row.status).toUpperCase() === 'UNKNOWN';

const rowOf = (row: unknown): ListedServer | undefined => {
  const parsed = v.safeParse(ROW, row);
  if (!parsed.success) return undefined;
  const id = parseServerId(parsed.output.id);
  const createdAt = parseNovaTime(parsed.output.created);
  return id === undefined || createdAt === undefined ? undefined : { id, ...describedOf(parsed.output), createdAt };
};

const unclear = (message: string) => ownFault('transient', 'unclear', `the list of servers is unclear: ${message}`);

/** Reads one page of `GET /servers/detail`, made with the version that was asked for; one unreadable row makes it a fault. */
const parseServerPage = ({ answer, json }: Understood, asked: Microversion | null): Reply<ServerPage> => {
  const made = echoedMicroversion(answer.headers);
  if (made === null || made < (asked ?? SHOWS_FLAVOR))
    return tooOld(`the answer to a question in 2.${asked} is in ${made === null ? 'none' : `2.${made}`}`);
  const parsed = v.safeParse(PAGE, json);
  if (!parsed.success) return unclear('the answer is no list of servers');
  const { servers: rows, servers_links: links } = parsed.output;
  const known = rows.filter((row) => !isUnknown(row));
  const servers = known.map(rowOf).filter((server) => server !== undefined);
  if (servers.length < known.length)
    return unclear(`${known.length - servers.length} of ${rows.length} servers have no readable id, name or labels`);
  const link = links.find((one) => v.is(NEXT, one));
  const next = link === undefined ? undefined : nextOf(v.parse(NEXT, link).href);
  if (link !== undefined && next === undefined) return unclear('the link to the next page has no marker');
  const unknown = rows.length - known.length;
  return { kind: 'ok', value: { servers, unknown, ...(next === undefined ? {} : { next }) } };
};

// Of the link only what pages are asked for by: its host and path may be wrong, or another's (docs/nova.md, section 2).
const nextOf = (href: string): string | undefined => {
  const query = URL.parse(href, 'http://relative')?.searchParams;
  const [marker, limit] = [query?.get('marker'), query?.get('limit') ?? null];
  if (!marker) return undefined;
  return `${new URLSearchParams({ ...(limit === null ? {} : { limit }), marker })}`;
};
