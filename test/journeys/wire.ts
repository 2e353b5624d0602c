import { type Answer, type Asked, headerOf } from '../../cloud/answer.ts';
import { realClock } from '../../cloud/cloud-clock.ts';
import { type Faults, type FaultVerb, faultList } from '../../cloud/fronts/faults.ts';
import { httpServer } from '../../cloud/fronts/http-server.ts';
import { type Reaction, underFault } from '../../cloud/fronts/under-fault.ts';

/** A call of ours that came by. */
export interface Passed {
  readonly verb: Exclude<FaultVerb, 'any'>;
  readonly serverId: string | null;
  readonly at: number;
  /** What the functions were answered; null while it is open or when the answer was lost. */
  readonly status: number | null;
}

/** What lies between the functions and a cloud: it carries every call, and loses or changes what it is told to. */
export interface Wire {
  readonly authUrl: string;
  readonly computeUrl: string;
  readonly faults: Faults;
  /** Drops every call about that server, and its logins, until it is mended. */
  cut(serverId: string): () => void;
  passed(verb: FaultVerb, serverId: string): readonly Passed[];
  /** Called before a call is carried on. */
  onCall(listener: (call: Pick<Passed, 'verb' | 'serverId'>) => Promise<void> | void): void;
  /** Tokens and passwords that came by. */
  readonly secrets: ReadonlySet<string>;
  /** The token that the functions used last. */
  newestToken(): string | undefined;
  close(): Promise<void>;
}

const HOP_BY_HOP = new Set(['host', 'connection', 'content-length', 'transfer-encoding', 'keep-alive']);

const kept = (headers: Iterable<readonly [string, string]>): Record<string, string> =>
  Object.fromEntries([...headers].filter(([name]) => !HOP_BY_HOP.has(name)));

const carry = async (asked: Asked, origin: string): Promise<Answer> => {
  const sent = Object.entries(asked.headers).map(([name, value]) => [name, String(value)] as const);
  const answer = await fetch(new URL(`${asked.url.pathname}${asked.url.search}`, origin), {
    method: asked.method,
    redirect: 'manual',
    headers: { ...kept(sent), 'accept-encoding': 'identity' },
    ...(asked.body === '' ? {} : { body: asked.body }),
  });
  return { status: answer.status, headers: kept(answer.headers), body: await answer.text() };
};

const SERVER = /\/servers\/([^/]+)(\/[^/]+)?/;

const verbOf = ({ method, url, body }: Asked): Passed['verb'] => {
  if (method === 'POST' && url.pathname.endsWith('/auth/tokens')) return 'login';
  const [found, , rest] = SERVER.exec(url.pathname) ?? [];
  if (found === undefined) return 'other';
  if (rest === '/action') return body.includes('os-stop') ? 'stopServer' : 'serverAction';
  return rest === '/os-instance-actions' ? 'listActions' : 'showServer';
};

/** Lays a wire to a cloud. */
export const layWire = async (to: { readonly authUrl: string; readonly computeUrl: string }): Promise<Wire> => {
  const clock = realClock();
  const faults = faultList();
  const calls: Passed[] = [];
  const cuts = new Set<string>();
  const secrets = new Set<string>();
  let newest: string | undefined;
  const listeners: ((call: Pick<Passed, 'verb' | 'serverId'>) => Promise<void> | void)[] = [];

  const react = async (asked: Asked, origin: string): Promise<Reaction> => {
    const verb = verbOf(asked);
    const serverId = SERVER.exec(asked.url.pathname)?.[1] ?? null;
    const token = headerOf(asked, 'x-auth-token');
    if (token !== undefined) secrets.add(token);
    if (verb === 'stopServer') newest = token;
    for (const listener of listeners) await listener({ verb, serverId });
    const at = Date.now();
    const reaction: Reaction = cuts.has(serverId ?? '')
      ? 'drop'
      : // A cloud that is down breaks the connection.
        await underFault(faults.take(verb, serverId), clock, () => carry(asked, origin)).catch(() => 'drop' as const);
    calls.push({ verb, serverId, at, status: reaction === 'drop' ? null : reaction.status });
    const issued = reaction === 'drop' ? undefined : reaction.headers['x-subject-token'];
    if (typeof issued === 'string') secrets.add(issued);
    return reaction;
  };
  const end = async (url: string) => {
    const server = await httpServer(clock);
    server.answerWith((asked) => react(asked, url));
    const here = new URL(url);
    return { close: server.close, url: `http://127.0.0.1:${server.port}${here.pathname.replace(/\/$/, '')}` };
  };
  const [keystone, nova] = [await end(to.authUrl), await end(to.computeUrl)];
  return {
    authUrl: keystone.url,
    computeUrl: nova.url,
    faults,
    secrets,
    cut: (serverId) => {
      cuts.add(serverId);
      return () => void cuts.delete(serverId);
    },
    passed: (verb, serverId) => calls.filter((call) => call.verb === verb && call.serverId === serverId),
    onCall: (listener) => listeners.push(listener),
    newestToken: () => newest,
    close: async () => {
      await Promise.all([keystone.close(), nova.close()]);
    },
  };
};
