import type { Instant } from '../../lib/instant.ts';
import type { Answer, Asked } from '../answer.ts';
import { withHeaders } from '../answer.ts';
import type { Token } from '../keystone/token-book.ts';
import type { Caller } from '../machines/rules.ts';
import { type ControllerParts, controller } from './controller.ts';
import { externalEvents } from './external-events.ts';
import { askedVersion } from './microversion.ts';
import { noSuchApi, noSuchPath, tokenRefused } from './nova-answer.ts';
import type { NovaAuth } from './nova-auth.ts';
import { isHistory, type NovaPath } from './nova-path.ts';
import { allVersions, oneVersion, versionChoices } from './version-documents.ts';

/** What Nova works on. */
export interface NovaParts extends ControllerParts {
  readonly authUrl: string;
  readonly auth: NovaAuth;
}

/** One request on its way through Nova. */
export interface NovaCall {
  readonly asked: Asked;
  readonly path: NovaPath;
  readonly requestId: string;
  /** When it reached Nova, if it was a while ago. */
  readonly arrivedAt?: Instant | undefined;
  /** How far a read lags behind; 0: not at all. */
  readonly behindMs: number;
}

/** Nova's answer, and for whom it was. */
export interface NovaResult {
  readonly answer: Answer;
  readonly user: string | null;
}

/** In Nova's order: token, route, microversion, body, project in the path, schema, lookup, policy, rules. */
export const nova = async (parts: NovaParts, call: NovaCall): Promise<NovaResult> => {
  const { asked, path, requestId } = call;
  const host = `http://${asked.headers.host ?? ''}`;
  if (path.kind === 'root') return { answer: allVersions(host), user: null };
  if (path.kind === 'choices') return { answer: versionChoices(host, asked.url.pathname), user: null };
  const ids = { 'X-Openstack-Request-Id': requestId, 'X-Compute-Request-Id': requestId };
  const token = parts.auth(asked);
  const user = token?.account.username ?? null;
  const reply = (answer: Answer, more: Answer['headers'] = {}): NovaResult => ({
    answer: withHeaders(answer, { ...more, ...ids }),
    user,
  });
  if (path.kind !== 'version' && token === undefined) return reply(tokenRefused(parts.authUrl));
  const noHistory = user !== null && isHistory(path) ? parts.actionLists.refusedTo(user) : null;
  if (noHistory === 'gateway') return { answer: noSuchApi(), user };
  if (path.kind === 'unknown' || noHistory === 'not-served' || !METHODS[path.kind].includes(asked.method))
    return reply(noSuchPath());
  // /v2 drops both microversion headers, asked and echoed: nova/api/openstack/__init__.py, LegacyV2CompatibleWrapper.
  const version = path.api === 'v2' ? ({ kind: 'version', minor: 1, echo: {} } as const) : askedVersion(asked);
  if (version.kind === 'refused') return reply(version.answer, version.echo);
  if (path.kind === 'version' || token === undefined) return reply(oneVersion(host, path.api), version.echo);
  const inPath = path.projectId === null ? '' : `/${path.projectId}`;
  const base = `${host}/${path.api}${inPath}`;
  const caller = callerOf(token);
  const bookmarks = `${host}${inPath}`;
  if (path.kind === 'events')
    return reply(externalEvents(parts, asked.body, version.minor, caller, requestId), version.echo);
  const viewer = { minor: version.minor, isAdmin: caller.isAdmin, base, bookmarks };
  return reply(
    await controller(parts, {
      asked,
      path,
      requestId,
      arrivedAt: call.arrivedAt,
      behindMs: call.behindMs,
      caller,
      viewer,
    }),
    version.echo,
  );
};

const METHODS: Readonly<Record<Exclude<NovaPath['kind'], 'root' | 'choices' | 'unknown'>, readonly string[]>> = {
  version: ['GET'],
  events: ['POST'],
  list: ['GET'],
  detail: ['GET'],
  server: ['GET', 'DELETE'],
  action: ['POST'],
  actions: ['GET'],
  actionRecord: ['GET'],
  metadata: ['GET', 'POST', 'PUT'],
  metadataItem: ['GET', 'PUT', 'DELETE'],
  tags: ['GET', 'PUT', 'DELETE'],
  tag: ['GET', 'PUT', 'DELETE'],
};

const callerOf = ({ account, scoped }: Token): Caller => ({
  userId: account.userId,
  username: account.username,
  projectId: scoped ? account.projectId : null,
  isAdmin: scoped && account.roles.includes('admin'),
});
