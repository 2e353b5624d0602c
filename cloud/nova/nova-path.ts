/** What a path under Nova means; `unknown` has no route, whatever its token. */
export type NovaPath =
  | { readonly kind: 'root' }
  | { readonly kind: 'choices' }
  | { readonly kind: 'unknown' }
  | ({ readonly kind: 'version' } & NovaBase)
  | ({ readonly kind: 'events' } & NovaBase)
  | ServersPath;

/** The paths that a controller answers. */
export type ServersPath =
  | ({ readonly kind: 'list' } & NovaBase)
  | ({ readonly kind: 'detail' } & NovaBase)
  | ({ readonly kind: 'server' } & OfServer)
  | ({ readonly kind: 'action' } & OfServer)
  | ({ readonly kind: 'actions' } & OfServer)
  | MarksPath
  | ({ readonly kind: 'actionRecord'; readonly requestId: string } & OfServer);

/** The paths of what people mark a server with. */
export type MarksPath =
  | ({ readonly kind: 'metadata' } & OfServer)
  | ({ readonly kind: 'metadataItem'; readonly key: string } & OfServer)
  | ({ readonly kind: 'tags' } & OfServer)
  | ({ readonly kind: 'tag'; readonly tag: string } & OfServer);

/** Whether a path is that of os-instance-actions. */
export const isHistory = ({ kind }: NovaPath): boolean => kind === 'actions' || kind === 'actionRecord';

interface OfServer extends NovaBase {
  /** As it is written in the path. */
  readonly serverId: string;
}

interface NovaBase {
  readonly api: 'v2.1' | 'v2';
  /** The project id in the path, if it has one. */
  readonly projectId: string | null;
}

// The project id is hexadecimal with dashes: nova.conf [api] project_id_regex's default in nova/api/openstack/__init__.py.
const UNDER_VERSION = /^\/(v2\.1|v2)(?:\/([0-9a-f-]+))?(\/servers.*|\/os-server-external-events)?$/;

/** Reads a request's path. */
export const novaPath = (path: string): NovaPath => {
  if (path === '/' || path === '') return { kind: 'root' };
  const slashless = path.replace(/^(\/v2(?:\.1)?)\/$/, '$1');
  const version = /^\/(v2\.1|v2)(?:\/|$)/.exec(slashless);
  if (version === null) return { kind: 'choices' };
  const match = UNDER_VERSION.exec(slashless);
  if (match === null) return { kind: 'unknown' };
  const base: NovaBase = { api: match[1] === 'v2' ? 'v2' : 'v2.1', projectId: match[2] ?? null };
  const rest = match[3];
  if (rest === undefined) return base.projectId === null ? { kind: 'version', ...base } : { kind: 'unknown' };
  if (rest === '/os-server-external-events') return { kind: 'events', ...base };
  return serverPath(rest.slice('/servers'.length), base);
};

const serverPath = (rest: string, base: NovaBase): NovaPath => {
  if (rest === '') return { kind: 'list', ...base };
  if (rest === '/detail') return { kind: 'detail', ...base };
  const [, serverId, part, item, ...more] = rest.split('/');
  if (serverId === undefined || serverId === '' || !rest.startsWith('/') || more.length > 0) return { kind: 'unknown' };
  if (part === undefined) return { kind: 'server', serverId, ...base };
  if (item !== undefined) return itemPath(part, item, serverId, base);
  if (part === 'os-instance-actions') return { kind: 'actions', serverId, ...base };
  return part === 'action' || part === 'metadata' || part === 'tags'
    ? { kind: part, serverId, ...base }
    : { kind: 'unknown' };
};

// The router decodes before it looks for slashes, so that one in an item makes another path of it.
const itemPath = (part: string, written: string, serverId: string, base: NovaBase): NovaPath => {
  const item = decoded(written);
  if (item === '' || item.includes('/')) return { kind: 'unknown' };
  switch (part) {
    case 'os-instance-actions':
      return { kind: 'actionRecord', serverId, requestId: item, ...base };
    case 'metadata':
      return { kind: 'metadataItem', serverId, key: item, ...base };
    case 'tags':
      return { kind: 'tag', serverId, tag: item, ...base };
    default:
      return { kind: 'unknown' };
  }
};

const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
};
