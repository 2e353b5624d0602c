import { isObject } from '../../text.ts';

/** Configuration as it was written: a tree of texts (in JSON also numbers and booleans), lists and mappings. */
export type Raw = Readonly<Record<string, unknown>>;

/** The value if it is a mapping, else an empty mapping. */
export const rawOf = (value: unknown): Raw => (isObject(value) ? value : {});

// openstacksdk ignores their form with dashes: IGNORED below.
const KEPT: ReadonlySet<string> = new Set(['auth-type', 'auth-plugin', 'endpoint-type', 'compute-endpoint-type']);

/**
 * Writes keys with underscores: `project-name` and `project_name` are the same at every depth
 * (openstacksdk's normalize_keys), and the one with dashes wins (loader.py, _fix_backwards_project). A key
 * with null counts as absent, so that the value beneath it counts.
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

/** `over` laid over `under`, merging only `auth`: how a cloud joins its profile, and a region its cloud. */
export const overlay = (under: Raw, over: Raw): Raw => ({
  ...under,
  ...over,
  auth: { ...rawOf(under.auth), ...rawOf(over.auth) },
});

/** The problem that makes an entry doubtful as a whole, by itself or beside its profile. */
export const formProblemOf = (written: Raw, profile: Raw): string | undefined => {
  if (!isObject(written.auth ?? {})) return 'auth is not a mapping of fields (auth_url, username, …)';
  const auth = rawOf(written.auth);
  // openstacksdk uses the later one in the file, but for fields of the login the one with dashes, wherever it
  // is.
  const duplicate =
    duplicateKey(written, written) ?? duplicateKey(auth, written) ?? duplicateKey(rawOf(profile.auth), auth);
  return duplicate && `${duplicate.replaceAll('-', '_')} is set twice, once with dashes: remove one`;
};

// In these fields openstacksdk uses an empty text instead of its default: it disables the certificate check
// (cloud_region.py, get_requests_verify_args) or any filter, so that the first endpoint is used
// (_get_config).
const NEVER_EMPTY: readonly string[] = [
  ...['auth_type', 'verify', 'interface', 'endpoint_type'],
  ...['compute_interface', 'compute_endpoint_type', 'compute_region_name', 'compute_service_type'],
];

/** Whether an empty text means something else than no value in this field. */
export const isNeverEmpty = (field: string): boolean => NEVER_EMPTY.includes(field);

// The field to use instead of each, and the default that openstacksdk has for it.
const IGNORED: Readonly<Record<string, readonly [field: string, otherwise?: string]>> = {
  auth_plugin: ['auth_type', 'password'],
  'auth-plugin': ['auth_type', 'password'],
  'auth-type': ['auth_type', 'password'],
  'endpoint-type': ['endpoint_type', 'public'],
  'compute-endpoint-type': ['compute_endpoint_type'],
};

/**
 * The problems of fields that look as if they counted. Each may cause others: openstacksdk fixes names
 * (loader.py, magic_fixes) before dashes become underscores, and after it sets its default for auth_type.
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
