import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { fieldsOf } from '../../../../lib/openstack/config/fields.ts';
import { tlsOf } from '../../../../lib/openstack/config/tls.ts';

let dir = '';
let pem = { key: '', cert: '' };
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'tls-'));
  const [key, cert] = [join(dir, 'key.pem'), join(dir, 'cert.pem')];
  const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256'];
  const out = ['-nodes', '-days', '2', '-subj', '/CN=test', '-keyout', key, '-out', cert];
  execFileSync('openssl', ['req', '-x509', ...curve, ...out], { stdio: 'ignore' });
  pem = { key: readFileSync(key, 'utf8'), cert: readFileSync(cert, 'utf8') };
});
afterAll(() => rmSync(dir, { recursive: true }));

const read = async (entry: Readonly<Record<string, unknown>>, files: Readonly<Record<string, string>> = {}) => {
  const fields = fieldsOf(entry);
  const tls = await tlsOf(fields, { homeDir: '/home/me', readText: async (path) => files[path] });
  return { tls: tls && { ...tls, key: tls.key?.reveal() }, problems: fields.problems };
};

test('a certificate and its key are read as text, from two files or from one', async () => {
  const { key, cert } = pem;
  const both = { tls: { verify: true, cert, key }, problems: [] };
  expect(await read({ cert, key })).toEqual(both);
  expect(await read({ cert: '~/c.pem', key: '/k.pem' }, { '/home/me/c.pem': cert, '/k.pem': key })).toEqual(both);
  const one = `${cert}${key}`;
  expect(await read({ cert: '/both.pem' }, { '/both.pem': one })).toEqual({
    tls: { verify: true, cert: one, key: one },
    problems: [],
  });
});

test('a CA alone is read without a certificate or a key', async () => {
  const { tls, problems } = await read({ cacert: pem.cert });
  expect(problems).toEqual([]);
  expect(tls).toEqual({ verify: true, ca: pem.cert, key: undefined });
  expect(tls).not.toHaveProperty('cert');
  const nothing = await tlsOf(fieldsOf({}), { homeDir: '', readText: async () => undefined });
  expect(nothing).toStrictEqual({ verify: true });
});

test('a certificate without its key and an invalid key are problems', async () => {
  expect((await read({ cert: pem.cert })).problems).toEqual(['key is missing: cert needs its private key']);
  expect((await read({ cert: pem.cert, key: pem.key.replace(/[A-Za-z0-9]{8}\n/, '\n') })).problems).toEqual([
    'cacert, cert and key are not a matching certificate and key in PEM',
  ]);
});
