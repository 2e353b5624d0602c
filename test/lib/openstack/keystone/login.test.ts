import { expect, test } from 'vitest';
import type { HttpResult } from '../../../../lib/openstack/http/http.ts';
import { aServerId } from '../../../builders.ts';
import { aClient, answer, failure } from '../a-client.ts';

// What each of them answers to a POST of /v3/auth/tokens was seen on Nova 26.2, Keystone 22, nginx and Apache.

const html = '<!doctype html>\n<html lang=en>\n<title>404 Not Found</title>';
const choices = {
  choices: [{ id: 'v2.1', 'media-types': [{ type: 'application/vnd.openstack.compute+json;version=2.1' }] }],
};
const unauthorized = {
  error: { code: 401, title: 'Unauthorized', message: 'The request you have made requires authentication.' },
};

const met = async (login: HttpResult, authUrl = 'https://keystone.example/v3') => {
  const path = new URL(`${authUrl}/auth/tokens`).pathname;
  const { cloud, budget } = aClient({ [`POST ${path}`]: login }, { config: { authUrl } });
  const reply = await cloud.showServer(aServerId(), budget());
  return reply.kind === 'fault' ? reply.fault : expect.fail('it logged in');
};

test.each<[string, HttpResult, string, string?]>([
  ['Nova’s port', answer(300, choices), 'it leads to Nova'],
  ['Nova’s versions', answer(200, { versions: choices.choices }), 'it leads to Nova'],
  [
    'Nova’s address',
    answer(401, unauthorized, { 'x-compute-request-id': 'req-1' }),
    'it leads to Nova',
    'https://n.example/v2.1/v3',
  ],
  [
    'a redirect from http to https',
    answer(301, html, { location: 'https://keystone.example/v3/auth/tokens?x=canary' }),
    'it is redirected to https://keystone.example/v3, and redirects are not followed',
    'http://keystone.example/v3',
  ],
  [
    'a redirect to a path',
    answer(302, '', { location: '/identity/v3/auth/tokens' }),
    'it is redirected to https://keystone.example/identity/v3,',
  ],
  ['a redirect without a target', answer(307), 'it is redirected, and redirects are not followed'],
  ['a page', answer(404, html), 'it leads to a web page (login answered 404)'],
  ['a portal’s page', answer(200, html), 'it leads to a web page'],
  ['a page of a server for files', answer(405, '<html><body>405 Not Allowed'), 'it leads to a web page'],
  [
    'the path of the call',
    answer(404, html),
    'auth_url ends before /auth/tokens, as in https://host:5000/v3',
    'https://keystone.example/v3/auth/tokens/v3',
  ],
  ['nothing but a status', answer(404), 'no Keystone API is there'],
  [
    'http at nginx’s port for https',
    answer(400, '<html><head><title>400 The plain HTTP request was sent to HTTPS port</title>'),
    'use https',
    'http://k.example/v3',
  ],
  [
    'http at Apache’s port for https',
    answer(400, "<html>Reason: You're speaking plain HTTP to an SSL-enabled server port."),
    'use https',
    'http://k.example/v3',
  ],
  [
    'http at Go’s port for https',
    answer(400, 'Client sent an HTTP request to an HTTPS server.\n'),
    'use https',
    'http://k.example/v3',
  ],
])('a login that reaches %s blames auth_url', async (_, login, words, authUrl) => {
  const fault = await met(login, authUrl);
  expect(fault).toMatchObject({ kind: 'refused', trouble: 'endpoint' });
  expect(fault.message).toMatch(/^auth_url does not lead to Keystone: /);
  expect(fault.message).toContain(words);
  expect(fault.message).not.toContain('canary');
});

test.each<[string, HttpResult, string]>([
  ['a wrong password', answer(401, unauthorized, { 'x-openstack-request-id': 'req-1' }), 'refused/credentials'],
  [
    'an application credential that is gone',
    answer(404, { error: { code: 404, title: 'Not Found', message: 'm' } }),
    'refused/credentials',
  ],
  ['a page with 403', answer(403, html), 'refused/unclear'],
  ['a page with 503', answer(503, html), 'transient/unavailable'],
  ['JSON with 200', answer(200, {}), 'transient/unclear'],
])('%s at a login does not blame auth_url', async (_, login, expected) => {
  const { kind, trouble, message } = await met(login);
  expect(`${kind}/${trouble}`).toBe(expected);
  expect(message).not.toContain('auth_url');
});

test.each([
  ['http://k.example/v3', 'HPE_INVALID_CONSTANT', 'should it be https?'],
  ['http://k.example/v3', 'ECONNRESET', 'should it be https?'],
  ['https://k.example/v3', 'EPROTO', 'should it be http?'],
  ['https://k.example/v3', 'ERR_SSL_WRONG_VERSION_NUMBER', 'should it be http?'],
])('a login at %s that fails with %s suggests the other scheme', async (authUrl, code, words) => {
  expect(
    (await met(failure(code === 'EPROTO' || code.startsWith('ERR') ? 'not-sent' : 'sent', code), authUrl)).message,
  ).toContain(words);
});
