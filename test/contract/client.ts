import { fieldOf, parsedJson } from '../../cloud/json-field.ts';
import type { Place, Target, Who } from './target.ts';

/** An answer with its body read. */
export interface Heard {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** Undefined when the body is no JSON. */
  readonly json: unknown;
}

export interface Said {
  /** Whose token goes with it (stopper when left out), a token, or none. */
  readonly as?: Who | { readonly token: string } | null;
  /** Sent as `OpenStack-API-Version: compute …`. */
  readonly version?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON. */
  readonly body?: unknown;
  /** Sent as it is. */
  readonly raw?: string;
}

/** A client that hides nothing: what goes over the wire, and what came back. */
export interface Client<T extends Place = Target> {
  readonly target: T;
  /** `path` begins after the host: `/v3/auth/tokens`. */
  keystone(method: string, path: string, said?: Omit<Said, 'version'>): Promise<Heard>;
  /** `path` begins after the host: `/v2.1/servers/…`. */
  nova(method: string, path: string, said?: Said): Promise<Heard>;
  login(auth: object): Promise<Heard>;
  /** A project token of that account, the same one every time. */
  token(who: Who): Promise<string>;
  /** A token nobody else uses. */
  freshToken(who: Who): Promise<string>;
}

/** The password form of POST /v3/auth/tokens, scoped to the account's project. */
export const passwordAuth = (target: Pick<Place, 'accounts'>, who: Who, changes: object = {}, scope?: unknown) => {
  const { username, password, projectName } = target.accounts[who];
  const user = { name: username, domain: { name: 'Default' }, password, ...changes };
  return {
    identity: { methods: ['password'], password: { user } },
    scope: scope ?? { project: { name: projectName, domain: { name: 'Default' } } },
  };
};

export const clientOf = <T extends Place>(target: T): Client<T> => {
  const tokens = new Map<Who, Promise<string>>();
  const call = async (url: URL, method: string, said: Said): Promise<Heard> => {
    const { as = 'stopper', version, headers = {}, body, raw } = said;
    const id = as === null ? undefined : typeof as === 'string' ? await client.token(as) : as.token;
    const data = raw ?? (body === undefined ? undefined : JSON.stringify(body));
    const response = await fetch(url, {
      method,
      redirect: 'manual',
      headers: {
        Accept: 'application/json',
        ...(id === undefined ? {} : { 'X-Auth-Token': id }),
        ...(version === undefined ? {} : { 'OpenStack-API-Version': `compute ${version}` }),
        ...(data === undefined ? {} : { 'Content-Type': 'application/json' }),
        ...headers,
      },
      ...(data === undefined ? {} : { body: data }),
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, text, json: parsedJson(text) };
  };
  const client: Client<T> = {
    target,
    keystone: (method, path, said = {}) => call(new URL(path, target.authUrl), method, { as: null, ...said }),
    nova: (method, path, said = {}) => call(new URL(path, target.computeUrl), method, said),
    login: (auth) => client.keystone('POST', '/v3/auth/tokens', { body: { auth } }),
    freshToken: async (who) => {
      const heard = await client.login(passwordAuth(target, who));
      const id = heard.headers.get('x-subject-token');
      if (id === null) throw new Error(`no token for ${who}: ${heard.status}`);
      return id;
    },
    token: (who) => {
      const known = tokens.get(who) ?? client.freshToken(who);
      tokens.set(who, known);
      return known;
    },
  };
  return client;
};

/** The value at the end of a path of fields. */
export const at = (value: unknown, ...path: readonly string[]): unknown =>
  path.reduce((inner: unknown, name) => fieldOf(inner, name), value);
