import { type Answer, jsonAnswer } from '../answer.ts';
import { MAX_MINOR, MIN_MINOR } from './microversion.ts';

/** Where Nova is, as its links name it: scheme and host without a path. */
export type NovaHost = string;

const V2 = { id: 'v2.0', status: 'SUPPORTED', version: '', min_version: '', updated: '2011-01-21T11:33:21Z' };
const V21 = {
  id: 'v2.1',
  status: 'CURRENT',
  version: `2.${MAX_MINOR}`,
  min_version: `2.${MIN_MINOR}`,
  updated: '2013-07-23T11:33:21Z',
};
const MEDIA = 'application/vnd.openstack.compute+json;version=';
const DESCRIBED = { rel: 'describedby', type: 'text/html', href: 'http://docs.openstack.org/' };

/** GET /: all versions. An empty `version` means no microversions. */
export const allVersions = (host: NovaHost): Answer =>
  jsonAnswer(200, {
    versions: [
      { ...V2, links: [self(host, 'v2/')] },
      { ...V21, links: [self(host, 'v2.1/')] },
    ],
  });

/** GET /v2.1/ or /v2/. */
export const oneVersion = (host: NovaHost, api: 'v2.1' | 'v2'): Answer =>
  jsonAnswer(200, {
    version: {
      ...(api === 'v2' ? V2 : V21),
      links: [self(host, `${api}/`), DESCRIBED],
      'media-types': [{ base: 'application/json', type: `${MEDIA}${api === 'v2' ? '2' : '2.1'}` }],
    },
  });

/** Everything outside the versions: 300, with the same path under each. */
export const versionChoices = (host: NovaHost, path: string): Answer =>
  jsonAnswer(300, {
    choices: [V2, V21].map(({ id, status }, index) => ({
      id,
      status,
      links: [self(host, `${index === 0 ? 'v2' : 'v2.1'}${path}`)],
      'media-types': [{ base: 'application/json', type: `${MEDIA}${index === 0 ? '2' : '2.1'}` }],
    })),
  });

const self = (host: NovaHost, path: string) => ({ rel: 'self', href: `${host}/${path}` });
