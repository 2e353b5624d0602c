import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { parse, stringify } from 'yaml';
import { aServer } from '../../cloud/machines/server-plan.ts';
import type { SimulatedCloud } from '../../cloud/simulated-cloud.ts';
import { startCloud } from '../../cloud/start-cloud.ts';
import { aProxy, type ProxyPlan } from '../lib/openstack/http/a-proxy.ts';
import { idOf } from './a-cloud.ts';

// The command as a process of its own, with a cloud whose hosts only a proxy finds.

const START = fileURLToPath(new URL('../../cli/lights-out.mjs', import.meta.url));
const ID = idOf(1);

let cloud: SimulatedCloud;
let dir: string;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'lights-out-way-'));
  cloud = await startCloud({ servers: [aServer({ id: ID })] });
  const { stopper } = parse(cloud.cloudsYaml()).clouds;
  const named = (url: string, host: string): string => url.replace('127.0.0.1', host);
  stopper.auth.auth_url = named(stopper.auth.auth_url, 'keystone.invalid');
  stopper.compute_endpoint_override = named(cloud.computeUrl, 'nova.invalid');
  await writeFile(join(dir, 'clouds.yaml'), stringify({ clouds: { stopper } }), { mode: 0o600 });
});
afterAll(async () => {
  await cloud.close();
  await rm(dir, { recursive: true });
});

const run = (args: readonly string[], variables: Record<string, string>) => {
  const env = { PATH: process.env.PATH, OS_CLIENT_CONFIG_FILE: join(dir, 'clouds.yaml'), ...variables };
  return new Promise<{ readonly code: number; readonly text: string }>((resolve) => {
    const child = execFile(process.execPath, [START, ...args], { env }, (_, out, err) =>
      resolve({ code: child.exitCode ?? -1, text: `${out}${err}` }),
    );
  });
};

const proxied = async (plan: ProxyPlan = {}) => {
  const proxy = await aProxy(plan);
  onTestFinished(proxy.close);
  return { proxy, address: `127.0.0.1:${proxy.port}` };
};

describe('lights-out behind a proxy', { timeout: 30_000 }, () => {
  test('The command reaches Keystone and Nova through a proxy, and check names the proxy without its password', async () => {
    const { proxy, address } = await proxied({ wants: 'me:canary' });
    const variables = { HTTP_PROXY: `http://me:canary@${address}` };
    const checked = await run(['check'], variables);
    expect(checked.text).toContain(`✔ proxy           Keystone is reached through the proxy ${address} (HTTP_PROXY)`);
    expect(checked.text).toMatch(
      new RegExp(`✔ compute .*, through the proxy ${address} \\(HTTP_PROXY\\), microversion`),
    );
    expect(checked.code).toBe(0);
    const stopped = await run(['stop', ID], variables);
    expect(stopped).toMatchObject({ code: 0, text: expect.stringContaining('1 server: 1 stopped') });
    expect(`${checked.text}${stopped.text}`).not.toMatch(/canary|bWU6Y2FuYXJ5/);
    const hosts = new Set(proxy.asked.map((line) => new URL(line.split(' ')[1] ?? '').hostname));
    expect([...hosts].toSorted()).toEqual(['keystone.invalid', 'nova.invalid']);
  });

  test.each([
    [
      'is not there',
      'http://me:canary@127.0.0.1:1',
      /^lights-out: nothing listens at the proxy's address: .*the proxy 127\.0\.0\.1:1 \(HTTP_PROXY\) was not reached/m,
    ],
    [
      'has no host',
      'http://me:canary@proxy.invalid:3128',
      /the proxy proxy\.invalid:3128 \(HTTP_PROXY\) was not reached/,
    ],
    ['speaks SOCKS', 'socks5://me:canary@127.0.0.1:1080', /^lights-out: HTTP_PROXY names a SOCKS proxy/m],
    ['is no URL', 'http://me:can/ary@p:3128', /^lights-out: HTTP_PROXY is not the URL of a proxy/m],
  ])('A proxy that %s is named in one line, and the command exits with 2', async (_, HTTP_PROXY, line) => {
    for (const args of [['stop', ID], ['check']]) {
      const { code, text } = await run(args, { HTTP_PROXY });
      expect(text).toMatch(args[0] === 'stop' ? line : new RegExp(line.source.replace(/^\^lights-out: /, '')));
      expect(text).not.toMatch(/canary|can\/ary/);
      expect(code).toBe(2);
    }
  });

  test('A proxy that refuses its password is named, and the command exits with 2', async () => {
    const { proxy, address } = await proxied({ wants: 'me:secret' });
    for (const args of [['stop', ID], ['check']]) {
      const { code, text } = await run(args, { HTTP_PROXY: `http://me:canary@${address}` });
      expect(text).toContain(`the proxy ${address} (HTTP_PROXY) rejects the user or password (407): fix HTTP_PROXY`);
      expect(text).not.toContain('does not match the cloud');
      expect(text).not.toContain('canary');
      expect(code).toBe(2);
    }
    // A login that is refused is not tried again at once, nor is the proxy's.
    expect(proxy.asked).toHaveLength(2);
  });

  test('A web page at the address of a proxy is blamed on the proxy', async () => {
    const { address } = await proxied({ answers: 404 });
    const { code, text } = await run(['check'], { HTTP_PROXY: `http://${address}` });
    expect(text).toContain(`it leads to a web page, unless the proxy ${address} (HTTP_PROXY) wrote the answer`);
    expect(code).toBe(2);
  });

  test('The command bypasses the proxy for hosts in NO_PROXY', async () => {
    const { proxy, address } = await proxied();
    const { code, text } = await run(['check'], { HTTP_PROXY: `http://${address}`, NO_PROXY: '.invalid' });
    expect(text).toMatch(/there is no host with that name|EAI_AGAIN/);
    expect(text).not.toContain('proxy');
    expect(code).not.toBe(0);
    expect(proxy.asked).toEqual([]);
  });
});
