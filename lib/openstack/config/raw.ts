import { isObject } from '../../text.ts';

/** Configuration as it was written: a tree of texts (in JSON also numbers and booleans), lists and mappings. */
export type Raw = Readonly<Record<string, unknown>>;

/** The value if it is a mapping, else an empty mapping. */
export const rawOf = (value: unknown): Raw => (isObject(value) ? value : {});

// Whose form with dashes openstacksdk passes over: entry-form.ts.
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

/** A key of `raw` with dashes, like `region-name`, that is in `beside` without. */
export const doubledKey = (raw: Raw, beside: Raw): string | undefined =>
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
