import { isObject } from '../../text.ts';

/** Configuration as it was written: a tree of texts (in JSON also numbers and booleans), lists and mappings. */
export type Raw = Readonly<Record<string, unknown>>;

/** The value if it is a mapping, else an empty mapping. */
export const rawOf = (value: unknown): Raw => (isObject(value) ? value : {});

// openstacksdk ignores their form with dashes: IGNORED below.
const KEPT: ReadonlySet<string> = new Set(['auth-type', 'auth-plugin', 'endpoint-type', 'compute-endpoint-type']);

/**
 * `project-name` and `project_name` are the same key, at every depth (openstacksdk's normalize_keys), and of both the one with dashes
 * counts (loader.py, _fix_backwards_project). A key with null is as good as none, so that what is beneath it counts.
 */
export const normalizeKeys = (raw: Raw): Raw =>
  Object.fromEntries(
    Object.entries(raw)
      .filter(([, value]) => value !== null)
      .toSorted(([a], [b]) => Number(a.includes('-')) - Number(b.includes('-')))
      .map(([key, value]) => [
        KEPT.has(key) ? key : key.replaceAll('-', '_'),
        isObject(value) ? normalizeKeys(value) : value,
      ]),
  );

// A key of `raw` with dashes, like `region-name`, that is in `beside` without.
const duplicateKey = (raw: Raw, beside: Raw): string | undefined =>
  Object.keys(raw).find((key) => key.includes('-') && Object.hasOwn(beside, key.replaceAll('-', '_')));

/** `over` laid over `under`, mappings merged at every depth: how `secure.yaml` joins `clouds.yaml`. */
export const mergeDeep = (under: Raw, over: Raw): Raw => {
  const merged = new Map(Object.entries(under));
  for (const [key, value] of Object.entries(over)) {
    const below = merged.get(key);
    if (value === null && below !== undefined) continue;
    merged.set(key, isObject(below) && isObject(value) ? mergeDeep(below, value) : value);
  }
  return Object.fromEntries(merged);
};

/** `over` laid over `under`, of the mappings only `auth` merged: how a cloud joins its profile, and a region its cloud. */
export const overlay = (under: Raw, over: Raw): Raw => ({
  ...under,
  ...over,
  auth: { ...rawOf(under.auth), ...rawOf(over.auth) },
});

/** What makes an entry as it was written doubtful as a whole, or beside its profile. */
export const formProblemOf = (written: Raw, profile: Raw): string | undefined => {
  if (!isObject(written.auth ?? {})) return 'auth is not a mapping of fields (auth_url, username, …)';
  const auth = rawOf(written.auth);
  // Of these openstacksdk takes the later one in the file; of the login's fields the one with dashes, wherever it is.
  const duplicate =
    duplicateKey(written, written) ?? duplicateKey(auth, written) ?? duplicateKey(rawOf(profile.auth), auth);
  return duplicate && `${duplicate.replaceAll('-', '_')} is set twice, once with dashes: remove one`;
};

// Of openstacksdk's fields those in which an empty text is a value, in place of the default: it switches the certificate's check off
// (cloud_region.py, get_requests_verify_args) or filters nothing, and whichever endpoint comes first is used (_get_config).
const NEVER_EMPTY: readonly string[] = [
  ...['auth_type', 'verify', 'interface', 'endpoint_type'],
  ...['compute_interface', 'compute_endpoint_type', 'compute_region_name', 'compute_service_type'],
];

/** Whether an empty text is another value than none in this field. */
export const isNeverEmpty = (field: string): boolean => NEVER_EMPTY.includes(field);

// The field in place of each, and what openstacksdk has for that field anyway.
const IGNORED: Readonly<Record<string, readonly [field: string, otherwise?: string]>> = {
  auth_plugin: ['auth_type', 'password'],
  'auth-plugin': ['auth_type', 'password'],
  'auth-type': ['auth_type', 'password'],
  'endpoint-type': ['endpoint_type', 'public'],
  'compute-endpoint-type': ['compute_endpoint_type'],
};

/**
 * The problems of fields that look as if they counted, each of which may make others: openstacksdk fixes names
 * (loader.py, magic_fixes) before dashes become underscores, and after its own default for auth_type is in place.
 */
export const misleadingFields = (entry: Raw): readonly string[] => [
  // loader.py, _fix_backwards_auth: it goes into `auth`, and is not an option of any login here.
  ...((entry.passcode ?? '') === ''
    ? []
    : ['passcode belongs to a login with a second factor, which is not supported']),
  ...NEVER_EMPTY.filter((name) => entry[name] === '').map((name) => `${name} is empty: remove it or set it`),
  ...Object.entries(IGNORED)
    .filter(([name, [field, otherwise]]) => (entry[name] ?? otherwise) !== otherwise && entry[field] === undefined)
    .map(([name, [field]]) => `${name} is ignored by openstacksdk: use ${field}`),
];
