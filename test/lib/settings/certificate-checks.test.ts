import { expect, test } from 'vitest';
import { isProtected, weakenedFunction, weakenedProcess } from '../../../lib/settings/certificate-checks.ts';

const names = (found: readonly { readonly name: string }[]) => found.map(({ name }) => name);

test.each<Record<string, string>>([
  { NODE_TLS_REJECT_UNAUTHORIZED: '0' },
  { NODE_TLS_REJECT_UNAUTHORIZED: 'false' },
  { NODE_OPTIONS: '--tls-min-v1.0' },
  { NODE_OPTIONS: '--max-old-space-size=512 --tls_min_v1.1' },
  { NODE_OPTIONS: '"--tls-cipher-list=ALL:@SECLEVEL=0"' },
  { NODE_OPTIONS: '--openssl-legacy-provider' },
  { NODE_OPTIONS: '--openssl-config=/tmp/weak.cnf' },
  { NODE_OPTIONS: '--openssl-shared-config' },
  { NODE_OPTIONS: '--tls-keylog=/tmp/keys' },
  { NODE_OPTIONS: '--trace-tls' },
  { OPENSSL_CONF: '/tmp/weak.cnf' },
])('%j weakens every client of the process', (env) => {
  expect(names(weakenedProcess(env))).toEqual(Object.keys(env));
  expect(names(weakenedFunction(env))).toEqual(Object.keys(env));
  expect(weakenedProcess(env)[0]?.problem).not.toMatch(/\/tmp|ALL/);
});

test.each<Record<string, string>>([
  {},
  { NODE_TLS_REJECT_UNAUTHORIZED: '1' },
  { NODE_TLS_REJECT_UNAUTHORIZED: '' },
  { NODE_OPTIONS: '' },
  { NODE_OPTIONS: '--enable-source-maps --import file:///opt/trace.mjs --tls-min-v1.3 --use-openssl-ca' },
  { NODE_EXTRA_CA_CERTS: '/var/runtime/ca-cert.pem', SSL_CERT_FILE: '/etc/ca.pem' },
  { OS_CACERT: '/etc/ca.pem', OS_INSECURE: 'false', OS_VERIFY: 'true' },
  { AWS_ENDPOINT_URL: 'https://vpce.example', AWS_ENDPOINT_URL_SQS: 'http://127.0.0.1:4566' },
])('%j checks as much as ever', (env) => {
  expect(weakenedFunction(env)).toEqual([]);
});

test.each<Record<string, string>>([
  { OS_INSECURE: 'True' },
  { OS_VERIFY: 'no' },
  { AWS_ENDPOINT_URL: 'http://proxy.example' },
  { AWS_ENDPOINT_URL_SECRETS_MANAGER: 'http://169.254.1.1:8080' },
  { AWS_ENDPOINT_URL_DYNAMODB: 'not a url' },
])('%j weakens a client of the functions', (env) => {
  expect(names(weakenedFunction(env))).toEqual(Object.keys(env));
  expect(weakenedProcess(env)).toEqual([]);
});

test.each([
  ['https://sqs.example/1/stops', true],
  ['http://localhost:9000', true],
  ['http://127.9.9.9', true],
  ['http://[::1]:9000/x', true],
  ['http://127.0.0.1.example', false],
  ['http://localhost.example', false],
  ['http://sqs.example', false],
  ['ftp://127.0.0.1', false],
])('%s is protected: %s', (url, is) => {
  expect(isProtected(url)).toBe(is);
});
