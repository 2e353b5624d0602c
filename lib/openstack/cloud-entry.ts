import { secret } from '../secret.ts';
import type { CloudConfig, Login } from './cloud-config.ts';
import { type CloudFields, fieldsOf } from './cloud-fields.ts';
import type { ConfigPlace } from './config-files.ts';
import { checkUrl } from './endpoint-url.ts';
import { loginOf } from './login-config.ts';
import { profileOf } from './profiles.ts';
import { normalizeKeys, overlay, type Raw, rawOf } from './raw-config.ts';
import { tlsOf } from './tls-config.ts';

/** Reads one entry of `clouds`: complete, or every problem of it at once. Problems name fields and never show a value. */
export const readCloud = async (
  name: string,
  written: Raw,
  publicClouds: Raw,
  reader: Pick<ConfigPlace, 'homeDir' | 'readText'>,
): Promise<CloudConfig | { readonly problems: readonly string[] }> => {
  const own = normalizeKeys(written);
  const whole = overlay(normalizeKeys(profileOf(own, publicClouds)), own);
  const region = regionOf(own, whole);
  const entry = overlay(whole, normalizeKeys(region.values));
  const fields = fieldsOf({ ...entry, region_name: region.name });
  const login = loginOf(fields);
  const tls = await tlsOf(fields, reader);
  const authUrl = authUrlOf(fields, region.name);
  const faces = interfaceOf(fields);
  const computeUrl = computeUrlOf(fields);
  const powerNeverTold = powerNeverToldOf(fields);
  const { problems } = fields;
  if (problems.length > 0 || !login || !tls || !authUrl || !faces) return { problems };
  const config = {
    name,
    authUrl,
    login,
    interface: faces,
    tls,
    ...(region.name === undefined ? {} : { region: region.name }),
    ...(computeUrl === undefined ? {} : { computeUrl }),
    ...(powerNeverTold ? { powerNeverTold } : {}),
  } as const;
  const identity = JSON.stringify([{ ...config, login: undefined }, revealed(login), tls.key?.reveal()]);
  return { ...config, identity: secret(identity) };
};

const revealed = (login: Login): readonly unknown[] => {
  switch (login.method) {
    case 'password':
      return [login.method, login.user, login.project, login.password.reveal()];
    case 'token':
      return [login.method, login.project, login.token.reveal()];
    case 'application-credential':
      return [login.method, login.credential, login.secret.reveal()];
  }
};

interface Region {
  readonly name: string | undefined;
  readonly values: Raw;
}

// openstacksdk's loader.py, _get_known_regions: the entry's own `regions`, its `region_name` (a list, or one with commas), then
// the profile's; the first of several.
const regionOf = (own: Raw, whole: Raw): Region => {
  const known = own.regions ?? own.region_name ?? whole.regions ?? whole.region_name;
  const first: unknown = Array.isArray(known) ? known[0] : known;
  if (typeof first === 'string') return { name: first.split(',')[0] || undefined, values: {} };
  const { name, values } = rawOf(first);
  return { name: typeof name === 'string' ? name : undefined, values: rawOf(values) };
};

const authUrlOf = (fields: CloudFields, region: string | undefined): string | undefined => {
  const written = fields.auth('auth_url');
  if (written === undefined) {
    const profile = fields.plain('profile');
    fields.problem(`auth_url is missing${profile === undefined ? '' : ', and its profile tells none'}`);
    return undefined;
  }
  const expanded = region === undefined ? written : written.replaceAll('{region_name}', region);
  if (/[{}]/.test(expanded)) {
    fields.problem('auth_url has a placeholder, and only {region_name} can be filled in, from region_name');
    return undefined;
  }
  const text = withScheme(expanded).replace(/\/+$/, '');
  const checked = checkUrl(text);
  if (checked.kind === 'refused') {
    fields.problem(`auth_url ${checked.because}`);
    return undefined;
  }
  if (/\/v2(\.0)?$/.test(text)) fields.problem('auth_url is of Keystone v2, which has no project-scoped v3 tokens');
  return /\/v3$/.test(text) ? text : `${text}/v3`;
};

// The profile otc-swiss was published without one.
const withScheme = (url: string): string => (/^[^/?#]*:\/\//.test(url) ? url : `https://${url}`);

const interfaceOf = (fields: CloudFields): CloudConfig['interface'] | undefined => {
  const name = (fields.plain('interface') ?? fields.plain('endpoint_type') ?? 'public').replace(/URL$/, '');
  if (name === 'public' || name === 'internal' || name === 'admin') return name;
  fields.problem('interface is none of public, internal, admin');
  return undefined;
};

// Our own key: other clients pass over it.
const powerNeverToldOf = (fields: CloudFields): true | undefined => {
  const word = fields.plain('lights_out_power_state');
  if (word !== undefined && word !== 'never') fields.problem('lights_out_power_state is not never');
  return word === 'never' ? true : undefined;
};

const computeUrlOf = (fields: CloudFields): string | undefined => {
  const url = fields.plain('compute_endpoint_override');
  // The project's placeholder is filled in once a token tells the project.
  const checked =
    url === undefined ? undefined : checkUrl(url.replaceAll(/[%$]\((?:project|tenant)_id\)s/g, 'project'));
  if (checked?.kind === 'refused') fields.problem(`compute_endpoint_override ${checked.because}`);
  return url;
};
