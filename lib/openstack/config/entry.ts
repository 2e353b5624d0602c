import { secret } from '../../secret.ts';
import { computeOf, regionOf } from './compute.ts';
import { checkUrl } from './endpoint-url.ts';
import { type CloudFields, fieldsOf } from './fields.ts';
import type { ConfigPlace } from './files.ts';
import { loginOf } from './login.ts';
import { checkAuth } from './login-options.ts';
import { profileOf } from './profiles.ts';
import { formProblemOf, misleadingFields, normalizeKeys, overlay, type Raw } from './raw.ts';
import { tlsOf } from './tls.ts';
import type { CloudConfig, Login } from './types.ts';

/** Region and interface that the environment sets beside a cloud's name: `OS_REGION_NAME`, `OS_INTERFACE`. */
export interface Selection {
  readonly region?: string;
  readonly interface?: string;
}

/**
 * Reads one entry of `clouds`, or lists all its problems. They name fields, and show no value but a region's
 * name.
 */
export const readCloud = async (
  name: string,
  written: Raw,
  publicClouds: Raw,
  reader: Pick<ConfigPlace, 'homeDir' | 'readText'>,
  selection: Selection = {},
): Promise<Omit<CloudConfig, 'source'> | { readonly problems: readonly string[] }> => {
  const own = normalizeKeys(written);
  const profile = profileOf(own, publicClouds);
  if (profile.kind === 'problem') return { problems: [profile.problem] };
  const region = regionOf(own, profile.raw, selection.region);
  const { problem = formProblemOf(written, profile.raw) } = region;
  if (problem !== undefined) return { problems: [problem] };
  const whole = overlay(overlay(normalizeKeys(profile.raw), own), region.values);
  const entry = { ...whole, ...(selection.interface ? { interface: selection.interface } : {}) };
  const misleading = misleadingFields(entry);
  if (misleading.length > 0) return { problems: misleading };
  const fields = fieldsOf(entry, region.name);
  checkAuth(entry, fields);
  const login = loginOf(entry, fields);
  const tls = await tlsOf(fields, reader);
  const authUrl = authUrlOf(fields, region.name);
  const compute = computeOf(fields, region.name);
  const powerNeverTold = powerNeverToldOf(fields);
  const { problems } = fields;
  if (problems.length > 0 || !login || !tls || !authUrl || !compute) return { problems };
  const config = { name, authUrl, login, tls, ...compute, ...(powerNeverTold ? { powerNeverTold } : {}) } as const;
  const identity = JSON.stringify([{ ...config, login: undefined }, revealLogin(login), tls.key?.reveal()]);
  return { ...config, identity: secret(identity) };
};

const revealLogin = (login: Login): readonly unknown[] => {
  switch (login.method) {
    case 'password':
      return [login.method, login.user, login.project, login.password.reveal()];
    case 'token':
      return [login.method, login.project, login.token.reveal()];
    case 'application-credential':
      return [login.method, login.credential, login.secret.reveal()];
  }
};

const authUrlOf = (fields: CloudFields, region: string | undefined): string | undefined => {
  const written = fields.auth('auth_url');
  if (written === undefined) {
    const profile = fields.plain('profile');
    fields.addMissing(
      `auth_url is missing${profile === undefined ? '' : ', and its profile has none'}`,
      'auth_url',
      'auth',
    );
    return undefined;
  }
  const expanded = region === undefined ? written : written.replaceAll('{region_name}', region);
  if (/[{}]/.test(expanded)) {
    fields.addProblem('auth_url has a placeholder, but only {region_name} is filled in, from region_name');
    return undefined;
  }
  const text = withScheme(expanded).replace(/\/+$/, '');
  const checked = checkUrl(text);
  if (checked.kind === 'refused') {
    fields.addProblem(`auth_url ${checked.because}`);
    return undefined;
  }
  if (/\/v2(\.0)?$/.test(text)) fields.addProblem('auth_url is for Keystone v2, which has no project-scoped v3 tokens');
  return /\/v3$/.test(text) ? text : `${text}/v3`;
};

// The profile otc-swiss was published without one.
const withScheme = (url: string): string => (/^[^/?#]*:\/\//.test(url) ? url : `https://${url}`);

// Our own key: other clients pass over it.
const powerNeverToldOf = (fields: CloudFields): true | undefined => {
  const word = fields.plain('lights_out_power_state');
  if (word !== undefined && word !== 'never') fields.addProblem('lights_out_power_state can only be never');
  return word === 'never' ? true : undefined;
};
