import { expect, test } from 'vitest';
import { loadClouds } from '../../../lib/openstack/clouds-config.ts';
import { PEER_FACTS } from './peer-facts.ts';

const load = (
  cloud: object,
  env: Readonly<Record<string, string>> = {},
  more: Readonly<Record<string, string>> = {},
) => {
  const files: Readonly<Record<string, string>> = {
    '/here/clouds.json': JSON.stringify({ clouds: { c: cloud } }),
    ...more,
  };
  return loadClouds({
    env: { OS_CLOUD: 'c', ...env },
    workingDir: '/here',
    homeDir: '/home/me',
    readText: async (path) => files[path],
  });
};

test.each(PEER_FACTS)('does as $from for $cloud with $env, or refuses by name', async (fact) => {
  const { clouds, problems } = await load(fact.cloud, fact.env);
  expect(problems.map(({ message }) => message)).toEqual(fact.refuses === undefined ? [] : [fact.refuses]);
  if (fact.reads !== undefined) expect(clouds.get('c')).toMatchObject(fact.reads);
});

const [ONE] = PEER_FACTS;
const VARIABLES = { OS_AUTH_URL: 'https://k.example/v3', OS_USER_ID: 'u', OS_PASSWORD: 'x', OS_PROJECT_ID: 'p' };

test('fields of the service come from variables too', async () => {
  const { clouds } = await load(ONE?.cloud ?? {}, {
    ...VARIABLES,
    OS_INTERFACE: 'admin',
    OS_COMPUTE_REGION_NAME: 'west',
    OS_COMPUTE_SERVICE_NAME: 'nova2',
    OS_COMPUTE_SERVICE_TYPE: 'compute2',
    OS_COMPUTE_ENDPOINT_OVERRIDE: 'https://n.example',
  });
  expect(clouds.get('envvars')).toMatchObject({
    interface: 'admin',
    region: 'west',
    serviceName: 'nova2',
    serviceType: 'compute2',
    computeUrl: 'https://n.example',
  });
  expect(clouds.get('c')).toMatchObject({ interface: 'public', region: 'compute-west' });
});

test('a null in secure.yaml takes nothing away', async () => {
  const secure = 'clouds: {c: {auth: {password: , username: ~}}}';
  const { problems } = await load(ONE?.cloud ?? {}, {}, { '/here/secure.yaml': secure });
  expect(problems).toEqual([]);
});
