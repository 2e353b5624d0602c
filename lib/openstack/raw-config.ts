import { isObject } from './error-body.ts';

/** Configuration as it was written: a tree of texts (in JSON also numbers and booleans), lists and mappings. */
export type Raw = Readonly<Record<string, unknown>>;

/** A mapping, or an empty one where something else stands. */
export const rawOf = (value: unknown): Raw => (isObject(value) ? value : {});

/** `project-name` and `project_name` are the same key, at every depth (openstacksdk's normalize_keys). */
export const normalizeKeys = (raw: Raw): Raw =>
  Object.fromEntries(
    Object.entries(raw).map(([key, value]) => [
      key.replaceAll('-', '_'),
      isObject(value) ? normalizeKeys(value) : value,
    ]),
  );

/** `over` laid over `under`, mappings merged at every depth: how `secure.yaml` joins `clouds.yaml`. */
export const mergeDeep = (under: Raw, over: Raw): Raw => {
  const merged = new Map(Object.entries(under));
  for (const [key, value] of Object.entries(over)) {
    const below = merged.get(key);
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
