import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { aServer } from '../../cloud/machines/server-plan.ts';
import { startCloud } from '../../cloud/start-cloud.ts';
import { handClock } from './hand-clock.ts';

test('writes a clouds.yaml for everybody it knows, with passwords no two clouds share', async () => {
  const [one, other] = await Promise.all([startCloud(), startCloud()]);
  const clouds = Object(parse(one.cloudsYaml())).clouds;
  expect(new Set(Object.keys(clouds))).toEqual(
    new Set([
      'stopper',
      'stopper-legacy',
      'reader',
      'operator',
      'admin',
      'outsider',
      'stopper-appcred',
      'stopper-appcred-restricted',
    ]),
  );
  expect(clouds.stopper).toEqual({
    auth_type: 'v3password',
    region_name: 'RegionOne',
    identity_api_version: 3,
    auth: {
      auth_url: one.authUrl,
      username: 'stopper',
      password: one.accounts.stopper.password,
      project_name: 'bms',
      user_domain_name: 'Default',
      project_domain_name: 'Default',
    },
  });
  expect(clouds['stopper-legacy']).toEqual({ ...clouds.stopper, region_name: 'RegionOneLegacy' });
  expect(one.accounts.stopper.password).not.toBe(other.accounts.stopper.password);
  await Promise.all([one.close(), other.close()]);
});

test('takes servers while it runs, each id once', async () => {
  const clock = handClock();
  const cloud = await startCloud({ clock });
  const plan = aServer({ name: 'late' });
  cloud.add(plan);
  expect(cloud.servers()).toMatchObject([{ id: plan.id, name: 'late', vmState: 'active', locked: false }]);
  expect(() => cloud.add(plan)).toThrow('already');
  expect(cloud.server('nobody')).toBeUndefined();
  expect(() => cloud.behave('nobody', { ending: 'hang' })).toThrow('no server');
  await cloud.close();
});

test('listens on 127.0.0.1 and nowhere after its end', async () => {
  const cloud = await startCloud();
  expect(new URL(cloud.authUrl).hostname).toBe('127.0.0.1');
  expect((await fetch(cloud.computeUrl)).status).toBe(200);
  await cloud.close();
  await expect(fetch(cloud.computeUrl)).rejects.toThrow('fetch failed');
});
