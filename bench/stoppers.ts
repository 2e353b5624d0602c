import { basename, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gophercloudBuilt, type Need, npmPackage, program, pythonModule } from './peers/needs.ts';
import { BUILD } from './stand-in/build.ts';

/** A command that stops the servers of a file. `slow`: it takes many times as long as the others. */
export interface Stopper {
  readonly name: string;
  readonly command: readonly string[];
  readonly kind: 'limit' | 'peer' | 'ours';
  readonly slow: boolean;
  readonly needs: readonly Need[];
}

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const node = (path: string): readonly string[] => [process.execPath, at(path)];
const python = (path: string): readonly string[] => ['/usr/bin/python3', at(path)];

const OPENSTACKSDK = pythonModule('openstack', 'python3-openstacksdk');
const CURL = program('curl');

const stopper = (
  kind: Stopper['kind'],
  name: string,
  command: readonly string[],
  needs: readonly Need[] = [],
  slow = false,
): Stopper => ({ name, command, kind, slow, needs });

/** The base of each ratio. */
export const LIMIT = stopper('limit', 'undici, raw', node('limits/undici-request.mjs'));

/** How far undici could go, and how far it goes when the answers are looked at. */
export const LIMITS: readonly Stopper[] = [
  LIMIT,
  stopper('limit', 'undici dispatch, raw', node('limits/undici-dispatch.mjs')),
  stopper('limit', 'undici, state read', node('limits/undici-json.mjs')),
];

export const NODE_HTTP = stopper('peer', 'node:http, agent', node('peers/node-http.mjs'));
export const GOPHERCLOUD = stopper('peer', 'gophercloud', [`${BUILD}gophercloud`], [gophercloudBuilt]);

/** What a user would pick instead, each as its own manual would have it. */
export const PEERS: readonly Stopper[] = [
  NODE_HTTP,
  stopper('peer', 'fetch, 32 at a time', node('peers/node-fetch.mjs')),
  stopper('peer', 'pkgcloud', node('peers/pkgcloud.mjs'), [npmPackage('pkgcloud')]),
  GOPHERCLOUD,
  stopper('peer', 'curl --parallel, jq', [at('peers/curl-parallel.sh')], [CURL, program('jq')]),
  stopper('peer', 'curl, xargs', [at('peers/curl-xargs.sh')], [CURL], true),
  stopper('peer', 'openstacksdk, threads', python('peers/sdk-threads.py'), [OPENSTACKSDK], true),
  stopper('peer', 'openstacksdk, loop', python('peers/sdk-loop.py'), [OPENSTACKSDK], true),
  stopper(
    'peer',
    'openstack command',
    [at('peers/openstack-cli.sh')],
    [program('/usr/bin/openstack', 'python3-openstackclient')],
    true,
  ),
];

/** Where the product is: here, and in each folder of `--also`. */
export const checkouts = (also: readonly string[]): readonly { readonly name: string; readonly folder: string }[] => [
  { name: 'lights-out', folder: resolve(at('..')) },
  ...also.map((folder) => ({ name: `lights-out of ${basename(folder)}`, folder })),
];

/** The product as a user runs it, from each checkout: `lights-out stop`, with options of its own. */
export const ours = (also: readonly string[], ...options: readonly string[]): readonly Stopper[] =>
  checkouts(also).map(({ name, folder }) =>
    stopper('ours', name, [
      ...[process.execPath, `${folder}/cli/lights-out.mjs`, 'stop', ...options],
      ...['--concurrency', '32', '--servers-from', 'ids'],
    ]),
  );
