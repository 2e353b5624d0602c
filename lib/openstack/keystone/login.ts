import type { Fault } from '../../power/fault.ts';
import { isObject, oneLine, parseJson } from '../../text.ts';
import { proxyFault } from '../answer/transport-fault.ts';
import type { CloudConfig, Login, Project, User } from '../config/types.ts';
import type { HttpAnswer, HttpFailure, HttpResult } from '../http/http.ts';
import { proxyName } from '../http/proxies.ts';

/**
 * The body of `POST /v3/auth/tokens` (Keystone's api-ref, authenticate-v3): the only place that reveals the
 * login.
 */
export const loginBody = ({ login }: CloudConfig): string => JSON.stringify({ auth: authOf(login) });

const authOf = (login: Login): unknown => {
  switch (login.method) {
    case 'password':
      return {
        identity: {
          methods: ['password'],
          password: { user: { ...userOf(login.user), password: login.password.reveal() } },
        },
        scope: scopeOf(login.project),
      };
    case 'token':
      return {
        identity: { methods: ['token'], token: { id: login.token.reveal() } },
        scope: scopeOf(login.project),
      };
    case 'application-credential':
      return {
        identity: {
          methods: ['application_credential'],
          application_credential: { ...credentialOf(login.credential), secret: login.secret.reveal() },
        },
      };
  }
};

const userOf = (user: User) => ('id' in user ? { id: user.id } : { name: user.name, domain: user.domain });

const credentialOf = (credential: { id: string } | { name: string; user: User }) =>
  'id' in credential ? { id: credential.id } : { name: credential.name, user: userOf(credential.user) };

const scopeOf = (project: Project) => ({ project });

const BLAME = 'auth_url does not lead to Keystone';

/** Whether a fault's message blames the `auth_url` of the configuration. */
export const blamesAuthUrl = (message: string): boolean => message.startsWith(BLAME);

/**
 * The fault of a login. It blames `auth_url` where the answer shows a wrong address: another service, a
 * redirect, a page, or http where https is expected. A person has to fix that, so it is `refused`.
 */
export const loginFault = (fault: Fault, result: HttpResult, authUrl: string): Fault => {
  if (proxyFault(result, 'login') !== undefined) return fault;
  if (result.kind === 'failure') return { ...fault, message: oneLine(fault.message + schemeHint(result, authUrl)) };
  const because = reasonOf(result, authUrl) ?? (fault.trouble === 'endpoint' ? noKeystone(authUrl) : undefined);
  if (because === undefined)
    return isPage(result)
      ? { ...fault, message: oneLine(`${fault.message}, with a page that is not Keystone's`) }
      : fault;
  const { retryAfterMs: _, ...rest } = fault;
  const where = result.proxy === undefined ? because : `${because}, unless ${proxyName(result.proxy)} wrote the answer`;
  return { ...rest, kind: 'refused', trouble: 'endpoint', message: oneLine(`${BLAME}: ${where} (${fault.message})`) };
};

const isPage = ({ body }: HttpAnswer): boolean => /^\s*<(?:!doctype|html|head|body|\?xml)/i.test(body);

// nginx, Apache and Go's net/http, of a request in plain HTTP at a port for TLS.
const SPEAKS_TLS =
  /plain HTTP request was sent to HTTPS port|speaking plain HTTP to an SSL|HTTP request to an HTTPS server/i;

// A page with one of these says that no Keystone is here; a page with 401, 403 or 5xx may be in front of one.
const NOT_HERE: ReadonlySet<number> = new Set([200, 404, 405, 410]);

const reasonOf = (answer: HttpAnswer, authUrl: string): string | undefined => {
  const { status, headers, body } = answer;
  if (SPEAKS_TLS.test(body)) return 'the server expects https: use https';
  if (isNova(answer)) return 'it leads to Nova; Keystone has its own address, often port 5000 or /identity';
  if (status >= 300 && status < 400) return redirectReason(headers.location, authUrl);
  if (NOT_HERE.has(status) && isPage(answer)) return `it leads to a web page${endingHint(authUrl)}`;
  return undefined;
};

// Nova's root lists its versions for any request (300), and its middleware refuses in Keystone's form, but
// with Nova's header.
const isNova = ({ headers, body }: HttpAnswer): boolean => {
  if (headers['x-compute-request-id'] !== undefined) return true;
  const json = parseJson(body);
  const choices = isObject(json) ? (json.choices ?? json.versions) : undefined;
  return Array.isArray(choices) && JSON.stringify(choices).includes('vnd.openstack.compute');
};

// A redirect is not followed, since the request holds a password. Its query is not repeated: it may hold
// anything.
const redirectReason = (location: string | undefined, authUrl: string): string => {
  const target = location === undefined ? null : URL.parse(location, `${authUrl}/auth/tokens`);
  if (target === null) return 'it is redirected, and redirects are not followed';
  const address = `${target.protocol}//${target.host}${target.pathname}`.replace(/\/auth\/tokens\/?$/, '');
  return `it is redirected to ${address}, and redirects are not followed: use that address`;
};

const endingHint = (authUrl: string): string =>
  /\/auth\/tokens(\/v3)?$/.test(authUrl) ? '; auth_url ends before /auth/tokens, as in https://host:5000/v3' : '';

const noKeystone = (authUrl: string): string => `no Keystone API is there${endingHint(authUrl)}`;

const HTTPS_INSTEAD = /^(?:HPE_|ECONNRESET|EPIPE)/;
const HTTP_INSTEAD = /^(?:EPROTO|ERR_(?:SSL|OSSL|TLS)_)/;

const schemeHint = ({ code, proxy, ofProxy }: HttpFailure, authUrl: string): string => {
  const isPlain = authUrl.startsWith('http:');
  // Without a tunnel we speak to the proxy only.
  const spoken =
    proxy !== undefined && (isPlain || ofProxy !== undefined)
      ? { setting: proxy.variable, isPlain: !proxy.isTls }
      : { setting: 'auth_url', isPlain };
  if (spoken.isPlain && HTTPS_INSTEAD.test(code)) return ` (${spoken.setting} says http: should it be https?)`;
  return !spoken.isPlain && HTTP_INSTEAD.test(code) ? ` (${spoken.setting} says https: should it be http?)` : '';
};
