import type { Parsed } from '../message/schema.ts';
import { MACHINES } from '../power/choose/select.ts';
import type { Guards } from '../power/guard/guards.ts';
import { parseServerId, type ServerId } from '../power/server.ts';
import type { EnvironmentReader } from './environment.ts';

/** The one value of `STOP_REQUIRES`. */
const ALLOW_MARK = 'lights-out=allow';
/** The longest `NEVER_STOP`, in bytes: all variables of a function share 4 KB (Lambda's quotas). */
const NEVER_STOP_MAX_BYTES = 2_048;

const GLOB_MAX = 80;
const KINDS = MACHINES.filter((machine) => machine !== 'any');

// One line that can be typed. A mistyped id would be a name that nothing has, and protect nothing.
const LOOKS_LIKE_NAME = /^[^\p{Cc}\p{Cs}\p{Zl}\p{Zp}]+$/u;
const LOOKS_LIKE_ID = /^[0-9a-f-]{32,}$/i;

const isGlob = (text: string): boolean =>
  [...text].length <= GLOB_MAX && LOOKS_LIKE_NAME.test(text) && !LOOKS_LIKE_ID.test(text);

/** Reads `STOP_REQUIRES`: whether only servers that are marked `lights-out=allow` are stopped. */
export const parseStopRequires = (text: string): Parsed<boolean> =>
  text === ALLOW_MARK ? { kind: 'parsed', value: true } : { kind: 'problem', problem: `must be ${ALLOW_MARK}` };

/** Reads `STOP_ONLY`: the one kind of machine that is stopped. */
export const parseStopOnly = (text: string): Parsed<NonNullable<Guards['only']>> => {
  const value = KINDS.find((kind) => kind === text);
  return value === undefined
    ? { kind: 'problem', problem: `must be ${KINDS.join(' or ')}` }
    : { kind: 'parsed', value };
};

/** Reads `NEVER_STOP`: ids and name globs, separated by commas or line ends; names a bad one by its place. */
export const parseNeverStop = (text: string): Parsed<Guards['never']> => {
  if (Buffer.byteLength(text) > NEVER_STOP_MAX_BYTES)
    return { kind: 'problem', problem: `longer than ${NEVER_STOP_MAX_BYTES} bytes: mark the servers instead` };
  const ids: ServerId[] = [];
  const names: string[] = [];
  const items = text.split(/[,\n]/).map((item) => item.trim());
  for (const [index, item] of items.filter((item) => item !== '').entries()) {
    const id = parseServerId(item);
    if (id !== undefined) ids.push(id);
    else if (isGlob(item)) names.push(item);
    else {
      const problem = `item ${index + 1} is neither a server’s UUID nor a name of at most ${GLOB_MAX} characters (* and ? stand for others)`;
      return { kind: 'problem', problem };
    }
  }
  return { kind: 'parsed', value: { ids, names } };
};

/** Reads `STOP_REQUIRES`, `NEVER_STOP` and `STOP_ONLY`: what forbids a stop, whoever asks. */
export const readGuards = (reader: EnvironmentReader): Guards => {
  const read = <T>(name: string, parse: (text: string) => Parsed<T>): T | undefined => {
    const text = reader.optional(name);
    const parsed = text === undefined ? undefined : parse(text);
    if (parsed?.kind === 'problem') reader.problem(name, parsed.problem);
    return parsed?.kind === 'parsed' ? parsed.value : undefined;
  };
  const only = read('STOP_ONLY', parseStopOnly);
  return {
    requiresAllow: read('STOP_REQUIRES', parseStopRequires) ?? false,
    never: read('NEVER_STOP', parseNeverStop) ?? { ids: [], names: [] },
    ...(only === undefined ? {} : { only }),
  };
};
