import { isObject, parseJson } from '../../text.ts';
import { parseYaml } from './files.ts';
import type { Raw } from './raw.ts';

/**
 * Finds the clouds in the text of a secret, as consoles and editors write it: `{"clouds": {…}}` as JSON or
 * YAML, with or without a byte order mark, also as the value of a key/value pair or as quoted text. A
 * problem names the form that was found, and quotes nothing.
 */
export const cloudsIn = async (
  text: string,
): Promise<
  { readonly kind: 'clouds'; readonly clouds: Raw } | { readonly kind: 'problem'; readonly problem: string }
> => {
  const whole = await readText(text);
  const found = typeof whole.value === 'string' ? await readText(whole.value) : whole;
  const clouds = await cloudsOf(found.value);
  if (clouds !== undefined && Object.keys(clouds).length > 0) return { kind: 'clouds', clouds };
  const form = clouds === undefined ? (found.form ?? formOf(found.value)) : 'no cloud under "clouds"';
  return { kind: 'problem', problem: `holds ${form}; expected {"clouds": {"name": {…}}} as JSON or YAML` };
};

interface Found {
  readonly value?: unknown;
  /** The form that was found, when it has no value. */
  readonly form?: string;
}

const QUOTES = /[\u201C-\u201F]/;

// `trim` takes a byte order mark away too.
const readText = async (text: string): Promise<Found> => {
  const trimmed = text.trim();
  if (trimmed === '') return { form: 'nothing' };
  if (trimmed.startsWith('whsec_')) return { form: 'a webhook key' };
  const json = parseJson(trimmed);
  if (json !== undefined) return { value: json };
  // Half of a JSON text may be whole in YAML.
  if (/^["[{]/.test(trimmed))
    return { form: `truncated or malformed JSON${QUOTES.test(trimmed) ? ' (typographic quotes)' : ''}` };
  const yaml = await parseYaml(text);
  if ('mistake' in yaml) return { form: `YAML that is malformed in ${yaml.mistake.place}: ${yaml.mistake.reason}` };
  const { value } = yaml;
  return isObject(value) || Array.isArray(value) ? { value } : { form: 'text that is neither JSON nor YAML' };
};

const cloudsOf = async (value: unknown): Promise<Raw | undefined> => {
  if (!isObject(value)) return undefined;
  const { clouds } = value;
  if (isObject(clouds)) return clouds;
  if (typeof clouds === 'string') {
    const inner = (await readText(clouds)).value;
    return isObject(inner) ? (isObject(inner.clouds) ? inner.clouds : inner) : undefined;
  }
  const [only, ...others] = Object.values(value);
  if (typeof only !== 'string' || others.length > 0) return undefined;
  const inner = (await readText(only)).value;
  return isObject(inner) && isObject(inner.clouds) ? inner.clouds : undefined;
};

const formOf = (value: unknown): string => {
  if (Array.isArray(value)) return 'a list';
  if (!isObject(value)) return 'a single value';
  if ('clouds' in value) return 'something other than clouds under "clouds"';
  if ('auth' in value || 'auth_url' in value) return 'the fields of one cloud';
  return Object.values(value).some((entry) => isObject(entry) && 'auth' in entry)
    ? 'clouds without the enclosing "clouds"'
    : 'keys and values without "clouds"';
};
