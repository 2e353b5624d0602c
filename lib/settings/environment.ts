import { DURATION_EXAMPLES, parseDurationMs } from '../instant.ts';
import { isProtected } from './certificate-checks.ts';

/** Environment variables, as `process.env` holds them. An empty one counts as missing. */
export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Reads variables and notes every problem instead of stopping at the first: one line each, with the variable's name and never
 * its value. What has a problem is given back as '' or NaN, which breaks no further rule; nobody uses it then.
 */
export interface EnvironmentReader {
  optional(name: string): string | undefined;
  required(name: string): string;
  /** Text that a pattern describes; `form` says it in words. */
  matching(name: string, pattern: RegExp, form: string): string;
  /** An https URL without user and password; http only on this machine. */
  url(name: string): string;
  /** A whole number; both bounds are included. */
  integer(name: string, min: number, max: number): number;
  /** A duration (ISO 8601, or as typed: `2h`) longer than zero and no longer than `most`, in milliseconds. */
  durationMs(name: string, fallbackMs: number, most: string): number;
  /** Off when missing. */
  flag(name: string): boolean;
  problem(name: string, problem: string): void;
}

const INTEGER = /^\d{1,9}$/;
const ON: ReadonlySet<string> = new Set(['true', 'yes', 'on', '1']);
const OFF: ReadonlySet<string> = new Set(['false', 'no', 'off', '0']);

const isPlainUrl = (text: string): boolean => {
  const url = URL.parse(text);
  return url !== null && isProtected(text) && url.username === '' && url.password === '';
};

/** A reader over `env` that adds to `problems`. */
export const environmentReader = (env: Environment, problems: string[]): EnvironmentReader => {
  const problem: EnvironmentReader['problem'] = (name, text) => {
    problems.push(`${name}: ${text}`);
  };
  const optional: EnvironmentReader['optional'] = (name) => (env[name] === '' ? undefined : env[name]);
  const readText = (name: string, holds: (text: string) => boolean, form: string): string => {
    const text = optional(name);
    if (text !== undefined && holds(text)) return text;
    problem(name, text === undefined ? 'missing' : form);
    return '';
  };
  return {
    optional,
    required: (name) => readText(name, () => true, ''),
    matching: (name, pattern, form) => readText(name, (text) => pattern.test(text), form),
    url: (name) => readText(name, isPlainUrl, 'not an https URL without user and password (http only on this machine)'),
    integer: (name, min, max) => {
      const fits = (text: string) => INTEGER.test(text) && Number(text) >= min && Number(text) <= max;
      const text = readText(name, fits, `not a whole number from ${min} to ${max}`);
      return text === '' ? Number.NaN : Number(text);
    },
    durationMs: (name, fallbackMs, most) => {
      const text = optional(name);
      const ms = text === undefined ? fallbackMs : (parseDurationMs(text) ?? 0);
      const longest = parseDurationMs(most) ?? Number.NaN;
      if (ms > 0 && ms <= longest) return ms;
      problem(name, ms > 0 ? `longer than ${most}` : `not a duration over zero, such as ${DURATION_EXAMPLES}`);
      return Number.NaN;
    },
    flag: (name) => {
      const text = optional(name)?.toLowerCase() ?? 'off';
      if (!ON.has(text) && !OFF.has(text)) problem(name, 'not one of true, false, yes, no, on, off, 1, 0');
      return ON.has(text);
    },
    problem,
  };
};
