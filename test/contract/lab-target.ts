import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import * as v from 'valibot';
import { type Provider, ROLES } from './target.ts';

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
  servers: v.object({ ...v.entriesFromList(ROLES, server), active: v.array(server) }),
});

/** A real Keystone and Nova, given by the path of its lab.json; nothing but HTTP is used of it. */
export const realLab = (path: string): Provider => ({
  name: 'a real Keystone and Nova',
  start: async () => {
    const found = v.parse(lab, JSON.parse(await readFile(path, 'utf8')));
    const person = ({ username, password, project_name }: v.InferOutput<typeof account>) => ({
      username,
      password,
      projectName: project_name,
    });
    const { stopper, reader, admin, outsider } = found.users;
    const { active, ...servers } = found.servers;
    return {
      authUrl: found.auth_url,
      computeUrl: found.compute_url,
      projectId: found.project_id,
      regions: { plain: found.region, legacy: found.region_legacy },
      accounts: { stopper: person(stopper), reader: person(reader), admin: person(admin), outsider: person(outsider) },
      credentials: {
        full: found.application_credentials['stopper-appcred'],
        restricted: found.application_credentials['stopper-appcred-restricted'],
      },
      servers,
      active,
      pass: (ms) => sleep(ms),
      close: async () => undefined,
    };
  },
});
