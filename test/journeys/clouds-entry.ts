import { readFile } from 'node:fs/promises';
import * as v from 'valibot';
import { parseYaml } from '../../lib/openstack/config/files.ts';
import { login } from './http-colleague.ts';
import { Unusable } from './unusable.ts';

const text = v.optional(v.string());
export const cloudsEntry = v.looseObject({
  region_name: text,
  auth: v.looseObject({
    auth_url: v.string(),
    username: text,
    password: text,
    user_domain_name: text,
    user_domain_id: text,
    project_name: text,
    project_id: text,
    project_domain_name: text,
    project_domain_id: text,
    application_credential_id: text,
    application_credential_secret: text,
  }),
});
/** An entry of clouds.yaml that says where it is. */
export type CloudsEntry = v.InferOutput<typeof cloudsEntry>;

/** Reads one entry of the clouds file; throws `Unusable` with one line. */
export const readEntry = async (path: string | undefined, name: string | undefined): Promise<CloudsEntry> => {
  if (!path || !name) throw new Unusable('OS_CLIENT_CONFIG_FILE and OS_CLOUD: set both, they say which cloud');
  const content = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw new Unusable(`OS_CLIENT_CONFIG_FILE: ${path} cannot be read`, { cause });
  });
  const read = await parseYaml(content);
  if ('mistake' in read) {
    const { place, reason } = read.mistake;
    throw new Unusable(`OS_CLIENT_CONFIG_FILE: ${path} is malformed in ${place}: ${reason}`);
  }
  const file = v.safeParse(v.object({ clouds: v.record(v.string(), v.unknown()) }), read.value);
  if (!file.success) throw new Unusable(`OS_CLIENT_CONFIG_FILE: ${path} has no clouds`);
  const { clouds } = file.output;
  if (!Object.hasOwn(clouds, name)) {
    throw new Unusable(`OS_CLOUD: ${name} is not in the clouds file (it has ${Object.keys(clouds).join(', ')})`);
  }
  const entry = v.safeParse(cloudsEntry, clouds[name]);
  if (!entry.success)
    throw new Unusable(`OS_CLOUD: ${name}: ${v.getDotPath(entry.issues[0])}: needed for the journeys`);
  return entry.output;
};

const domainOf = (name: string | undefined, id: string | undefined): object =>
  id === undefined ? { name: name ?? 'Default' } : { id };

/** The `auth` of a login with that entry. */
export const authOfEntry = ({ auth }: CloudsEntry): object => {
  if (auth.application_credential_id !== undefined) {
    const { application_credential_id: id, application_credential_secret: secret } = auth;
    return { identity: { methods: ['application_credential'], application_credential: { id, secret } } };
  }
  const user = {
    name: auth.username,
    password: auth.password,
    domain: domainOf(auth.user_domain_name, auth.user_domain_id),
  };
  const project =
    auth.project_id === undefined
      ? { name: auth.project_name, domain: domainOf(auth.project_domain_name, auth.project_domain_id) }
      : { id: auth.project_id };
  return { identity: { methods: ['password'], password: { user } }, scope: { project } };
};

/** Keystone's v3 address of an entry. */
export const authUrlOf = ({ auth }: CloudsEntry): string => {
  const url = auth.auth_url.replace(/\/+$/, '');
  return url.endsWith('/v3') ? url : `${url}/v3`;
};

const catalog = v.object({
  token: v.object({
    catalog: v.array(
      v.object({
        type: v.string(),
        endpoints: v.array(v.object({ interface: v.string(), region_id: v.nullish(v.string()), url: v.string() })),
      }),
    ),
  }),
});

/** The public compute address in the catalog of an entry's own token. */
export const computeUrlOf = async (entry: CloudsEntry): Promise<string> => {
  const { json } = await login(authUrlOf(entry), authOfEntry(entry));
  const found = v
    .parse(catalog, json)
    .token.catalog.filter(({ type }) => type === 'compute')
    .flatMap(({ endpoints }) => endpoints)
    .find(
      (one) => one.interface === 'public' && (entry.region_name === undefined || one.region_id === entry.region_name),
    );
  if (found === undefined) throw new Unusable('the catalog has no public compute endpoint in this region');
  return found.url.replace(/\/+$/, '');
};
