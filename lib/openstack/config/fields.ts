import { type Raw, rawOf } from './raw.ts';

/** The fields of one cloud's entry as text, and their problems. */
export interface CloudFields {
  /** A field outside `auth`. */
  plain(name: string): string | undefined;
  /** A field of the login, inside `auth` or outside of it. */
  auth(name: string): string | undefined;
  flag(name: string): boolean | undefined;
  addProblem(message: string): void;
  /** The problem of a field without a value; nothing when its value is there, and is a problem of its own. */
  addMissing(message: string, ...names: readonly string[]): void;
  readonly problems: readonly string[];
}

// openstacksdk's loader.py, _fix_backwards_auth: of these the value outside `auth` wins, even an empty one,
// and the older name is only a fallback.
const OUTSIDE_WINS: Readonly<Record<string, readonly string[]>> = {
  project_id: ['project_id', 'tenant_id'],
  project_name: ['project_name', 'tenant_name'],
  token: ['token', 'auth_token'],
  domain_id: ['domain_id'],
  domain_name: ['domain_name'],
  user_domain_id: ['user_domain_id'],
  user_domain_name: ['user_domain_name'],
  project_domain_id: ['project_domain_id'],
  project_domain_name: ['project_domain_name'],
};
// keystoneauth's older names of the password plugin's options; _validate_auth prefers the value inside
// `auth`.
const ALSO: Readonly<Record<string, readonly string[]>> = { username: ['username', 'user_name'] };

/** Reads the fields of an entry whose keys are normalised; `region` fills in `{region_name}`. */
export const fieldsOf = (entry: Raw, region?: string): CloudFields => {
  const auth = rawOf(entry.auth);
  const problems: string[] = [];
  const unreadable = new Set<string>();
  const addProblem = (message: string): void => {
    if (!problems.includes(message)) problems.push(message);
  };
  const text = (name: string, value: unknown): string | undefined => {
    if (value === undefined || value === null || value === '') return undefined;
    if (typeof value === 'string') return value;
    if (typeof value === 'number' && Number.isSafeInteger(value)) return String(value);
    addProblem(`${name} is not text: put it in quotes`);
    unreadable.add(name);
    return undefined;
  };
  // openstacksdk's loader.py, get_one: str.format with the entry's fields; only the region's name makes sense
  // here.
  const fillIn = (name: string, value: string | undefined): string | undefined => {
    const filled = region === undefined ? value : value?.replaceAll('{region_name}', region);
    if (filled === undefined || !/[{}]/.test(filled)) return filled;
    addProblem(`${name} has a placeholder, but only {region_name} is filled in, from region_name`);
    unreadable.add(name);
    return undefined;
  };
  const outsideFirst = (names: readonly string[]): string | undefined => {
    for (const name of names) {
      const found = [entry, auth].find((place) => place[name] !== undefined);
      if (found !== undefined) return text(name, found[name]);
    }
    return undefined;
  };
  const insideFirst = (names: readonly string[]): string | undefined => {
    for (const place of [auth, entry]) {
      const name = names.find((one) => place[one] !== undefined);
      const found = name === undefined ? undefined : text(name, place[name]);
      if (found !== undefined) return found;
    }
    return undefined;
  };
  return {
    problems,
    addProblem,
    addMissing: (message, ...names) => {
      if (!names.some((name) => unreadable.has(name))) addProblem(message);
    },
    plain: (name) => fillIn(name, text(name, entry[name])),
    auth: (name) =>
      OUTSIDE_WINS[name] === undefined ? insideFirst(ALSO[name] ?? [name]) : outsideFirst(OUTSIDE_WINS[name]),
    flag(name) {
      const value = entry[name];
      if (value === undefined || value === null || value === '') return undefined;
      // openstacksdk's loader.py, get_boolean: of texts only `true` is true. Where YAML makes `yes` and `on`
      // a flag they are true there too, which cannot be seen from here; 1 and 0 are an error there.
      const word = String(value).toLowerCase();
      if (word === 'true') return true;
      if (['false', 'no', 'off'].includes(word)) return false;
      addProblem(`${name} is neither true nor false`);
      return undefined;
    },
  };
};
