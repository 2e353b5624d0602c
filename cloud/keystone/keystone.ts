import { randomUUID } from 'node:crypto';
import { type Answer, type Asked, headerOf, jsonAnswer, withHeaders } from '../answer.ts';
import { parsedJson } from '../json-field.ts';
import { createCredential, deleteCredential } from './application-credentials.ts';
import { authRequest } from './auth-request.ts';
import { catalogOf } from './catalog.ts';
import { expecting, keystoneError, unauthorized } from './keystone-answer.ts';
import { type LoginParts, login } from './login.ts';
import type { Token } from './token-book.ts';
import { tokenView } from './token-view.ts';

export interface KeystoneParts extends LoginParts {
  readonly computeUrl: string;
  readonly imageUrl: string;
}

/** Keystone's answer to a request: versions, tokens, application credentials; 404 for everything else. */
export const keystone = (parts: KeystoneParts, asked: Asked): Answer =>
  withHeaders(route(parts, asked), { Vary: 'X-Auth-Token', 'X-Openstack-Request-Id': `req-${randomUUID()}` });

const USER_CREDENTIALS = /^\/v3\/users\/([0-9a-f]+)\/application_credentials(?:\/([0-9a-f]+))?$/;

const route = (parts: KeystoneParts, asked: Asked): Answer => {
  const path = asked.url.pathname;
  if (path === '/') {
    const versions = { versions: { values: [version(parts.authUrl)] } };
    return jsonAnswer(300, versions, { Location: `${parts.authUrl}/` });
  }
  if (path === '/v3' || path === '/v3/') return jsonAnswer(200, { version: version(parts.authUrl) });
  if (path === '/v3/auth/tokens') return tokensRoute(parts, asked);
  const credential = USER_CREDENTIALS.exec(path);
  if (credential !== null) return credentialsRoute(parts, asked, credential[1] ?? '', credential[2]);
  return NO_SUCH_URL;
};

const tokensRoute = (parts: KeystoneParts, asked: Asked): Answer => {
  switch (asked.method) {
    case 'POST':
      return issue(parts, asked);
    case 'GET':
    case 'DELETE':
      return byToken(parts, asked, () => {
        const subjectId = headerOf(asked, 'x-subject-token');
        if (subjectId === undefined) {
          const act = asked.method === 'GET' ? 'validate_token' : 'revoke_token';
          return keystoneError(403, `You are not authorized to perform the requested action: identity:${act}.`);
        }
        const subject = parts.tokens.valid(subjectId);
        if (subject === undefined) return keystoneError(404, 'Could not recognize Fernet token');
        if (asked.method === 'GET') {
          return withHeaders(jsonAnswer(200, view(parts, subject, asked)), { 'X-Subject-Token': subjectId });
        }
        parts.tokens.revoke(subjectId);
        return { status: 204, headers: {}, body: '' };
      });
    default:
      return jsonAnswer(
        405,
        { message: 'The method is not allowed for the requested URL.' },
        { Allow: 'POST, GET, DELETE, OPTIONS, HEAD' },
      );
  }
};

const issue = (parts: KeystoneParts, asked: Asked): Answer => {
  const type = headerOf(asked, 'content-type') ?? 'application/json';
  if (asked.body !== '' && !type.startsWith('application/json')) {
    return expecting('application/json in Content-Type header');
  }
  const request = authRequest(asked.body === '' ? {} : parsedJson(asked.body));
  if (request.kind === 'refused') return withChallenge(parts, request.answer);
  const entered = login(request, parts);
  if (entered.kind === 'refused') return withChallenge(parts, entered.answer);
  return withHeaders(jsonAnswer(201, view(parts, entered.token, asked)), { 'X-Subject-Token': entered.id });
};

const credentialsRoute = (parts: KeystoneParts, asked: Asked, userId: string, id: string | undefined): Answer =>
  byToken(parts, asked, (token) => {
    if (asked.method === 'POST' && id === undefined) {
      return createCredential(userId, parsedJson(asked.body), token, parts.accounts, parts.now());
    }
    return asked.method === 'DELETE' && id !== undefined
      ? deleteCredential(userId, id, token, parts.accounts)
      : NO_SUCH_URL;
  });

const byToken = (parts: KeystoneParts, asked: Asked, act: (token: Token) => Answer): Answer => {
  const token = parts.tokens.valid(headerOf(asked, 'x-auth-token') ?? '');
  return token === undefined ? unauthorized(parts.authUrl) : act(token);
};

const withChallenge = ({ authUrl }: KeystoneParts, answer: Answer): Answer =>
  answer.status === 401 ? withHeaders(answer, { 'WWW-Authenticate': `Keystone uri="${authUrl}"` }) : answer;

const view = (parts: KeystoneParts, token: Token, asked: Asked) =>
  tokenView(
    token,
    parts.accounts,
    asked.url.searchParams.has('nocatalog') ? null : catalogOf(parts, token.account.projectId),
  );

const version = (authUrl: string) => ({
  id: 'v3.14',
  status: 'stable',
  updated: '2020-04-07T00:00:00Z',
  links: [{ rel: 'self', href: `${authUrl}/` }],
  'media-types': [{ base: 'application/json', type: 'application/vnd.openstack.identity-v3+json' }],
});

const NO_SUCH_URL: Answer = {
  status: 404,
  headers: { 'Content-Type': 'text/html; charset=utf-8' },
  body: '<!doctype html>\n<html lang=en>\n<title>404 Not Found</title>\n<h1>Not Found</h1>\n<p>The requested URL was not found on the server. If you entered the URL manually please check your spelling and try again.</p>\n',
};
