import { expect, test } from 'vitest';
import { loadClouds } from '../../../../lib/openstack/config/load.ts';
import type { CloudConfig } from '../../../../lib/openstack/config/types.ts';
import { PEER_FACTS } from './peer-facts/all.ts';
import type { PeerFact } from './peer-facts/fact.ts';

const json = (entry: object) => JSON.stringify({ clouds: { c: entry } });

const load = async ({ cloud, yaml, secure, profiles, files: more, env = {} }: PeerFact) => {
  const files: Readonly<Record<string, string | undefined>> = {
    '/here/clouds.json': cloud && json(cloud),
    '/here/clouds.yaml': yaml,
    '/here/secure.yaml': typeof secure === 'object' ? json(secure) : secure,
    '/here/clouds-public.json': profiles && JSON.stringify({ 'public-clouds': profiles }),
    ...more,
  };
  const isFiles = (cloud ?? yaml ?? secure ?? more) !== undefined;
  const { clouds, problems } = await loadClouds({
    env: { ...(isFiles ? { OS_CLOUD: 'c' } : {}), ...env },
    workingDir: '/here',
    homeDir: '/home/me',
    readText: async (path) => files[path],
  });
  return {
    config: clouds.get(isFiles ? 'c' : env.OS_CLOUD_NAME || 'envvars'),
    problems: problems.map(({ message }) => message),
  };
};

const shown = (config: CloudConfig | undefined): Record<string, unknown> => {
  if (config === undefined) return {};
  const { login, tls, region = null, serviceName = null, computeUrl = null, serviceType = 'compute' } = config;
  const secrets = Object.entries(login).map(([key, value]) => [
    key,
    typeof value === 'object' && 'reveal' in value ? value.reveal() : value,
  ]);
  const { verify } = tls;
  return { ...config, region, serviceName, computeUrl, serviceType, verify, login: Object.fromEntries(secrets) };
};

const only = (whole: unknown, wanted: object): object =>
  Object.fromEntries(Object.entries(whole ?? {}).filter(([key]) => Object.hasOwn(wanted, key)));

const FACTS = Object.entries(PEER_FACTS).flatMap(([theme, facts]) =>
  facts.map((fact, nth): [string, PeerFact] => [`${theme} ${nth + 1}: ${fact.from}`, fact]),
);

test.each(FACTS)('a cloud is read as another client reads it, or refused by name: %s', async (_, fact) => {
  const { config, problems } = await load(fact);
  if ('refuses' in fact) {
    expect(problems).toEqual([fact.refuses]);
    return;
  }
  expect(problems).toEqual([]);
  const { login = {}, ...fields } = fact.reads;
  const read = shown(config);
  expect(only(read, fields)).toEqual(fields);
  expect(only(read.login, login)).toEqual(login);
});
