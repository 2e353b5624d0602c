import { readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import * as v from 'valibot';
import { login } from '../journeys/http-colleague.ts';
import { ironicNodes } from '../openstack/ironic-nodes.ts';
import { forbidHistory } from '../openstack/nova-policy.ts';
import { passwordAuth } from './client.ts';
import { type Place, type Provider, ROLES, type Target } from './target.ts';

const account = v.object({ username: v.string(), password: v.string(), project_name: v.string() });
const credential = v.object({ id: v.string(), secret: v.string() });
const server = v.pipe(
  v.object({ id: v.string() }),
  v.transform(({ id }) => id),
);

/** What `up` of the lab writes into its state directory. */
const lab = v.object({
  auth_url: v.string(),
  compute_url: v.string(),
  project_id: v.string(),
  region: v.string(),
  region_legacy: v.string(),
  users: v.object({ stopper: account, reader: account, admin: account, outsider: account }),
  application_credentials: v.object({ 'stopper-appcred': credential, 'stopper-appcred-restricted': credential }),
  servers: v.looseObject({ active: v.array(server), slow_stop_3s: server }),
  pids: v.object({ ironic: v.nullable(v.number()) }),
});

/** A real Keystone and Nova with the roles it has. */
export const realPlace = (path: string): Provider<Place> => ({
  name: 'a real Keystone and Nova',
  start: async () => (await readLab(path)).place,
});

/** A real Keystone and Nova with every role, given by the path of its lab.json; but for a file of policy only HTTP is used of it. */
export const realLab = (path: string): Provider => ({
  name: 'a real Keystone and Nova',
  start: async (): Promise<Target> => {
    const { place, servers } = await readLab(path);
    return { ...place, servers: v.parse(v.object(v.entriesFromList(ROLES, server)), servers) };
  },
});

// `up` makes none: its one host takes no resize, unless nova.conf has allow_resize_to_same_host and somebody adds this flavor.
const LARGER_FLAVOR = 'bms.large';
const flavors = v.object({ flavors: v.array(v.object({ id: v.string(), name: v.string() })) });

const flavorOf = async (authUrl: string, computeUrl: string, auth: object): Promise<string | undefined> => {
  const { token } = await login(authUrl, auth);
  const answer = await fetch(`${computeUrl}/flavors`, { headers: { 'X-Auth-Token': token } });
  return v.parse(flavors, await answer.json()).flavors.find(({ name }) => name === LARGER_FLAVOR)?.id;
};

const readLab = async (path: string): Promise<{ readonly place: Place; readonly servers: unknown }> => {
  const found = v.parse(lab, JSON.parse(await readFile(path, 'utf8')));
  const person = ({ username, password, project_name }: v.InferOutput<typeof account>) => ({
    username,
    password,
    projectName: project_name,
  });
  const { stopper, reader, admin, outsider } = found.users;
  const folder = dirname(path);
  const bareMetal = found.pids.ironic !== null;
  const accounts = {
    stopper: person(stopper),
    reader: person(reader),
    admin: person(admin),
    outsider: person(outsider),
  };
  const largerFlavor = await flavorOf(found.auth_url, found.compute_url, passwordAuth({ accounts }, 'stopper'));
  const nodes = bareMetal ? await ironicNodes(found.auth_url, passwordAuth({ accounts }, 'admin'), folder) : undefined;
  return {
    servers: found.servers,
    place: {
      authUrl: found.auth_url,
      computeUrl: found.compute_url,
      projectId: found.project_id,
      regions: { plain: found.region, legacy: found.region_legacy },
      accounts,
      credentials: {
        full: found.application_credentials['stopper-appcred'],
        restricted: found.application_credentials['stopper-appcred-restricted'],
      },
      active: found.servers.active,
      slow: found.servers.slow_stop_3s,
      bareMetal,
      forbidHistory: () => forbidHistory(folder),
      ...(largerFlavor !== undefined && { largerFlavor }),
      ...(nodes && { loseBmc: nodes.loseBmc }),
      pass: (ms) => sleep(ms),
      close: async () => undefined,
    },
  };
};
