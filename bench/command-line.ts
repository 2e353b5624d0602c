import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { Options, Question } from './question.ts';

/** What to run, or in one line what is wrong with the command. */
export type Command =
  | { readonly kind: 'run'; readonly questions: readonly Question[]; readonly options: Options }
  | { readonly kind: 'problem'; readonly problem: string };

const problem = (text: string): Command => ({ kind: 'problem', problem: text });

const FLAGS = {
  only: { type: 'string', multiple: true },
  rounds: { type: 'string' },
  servers: { type: 'string' },
  quiet: { type: 'string' },
  also: { type: 'string', multiple: true },
} as const;

const parse = (args: readonly string[]) => {
  try {
    return { kind: 'values', values: parseArgs({ args: [...args], options: FLAGS }).values } as const;
  } catch (error) {
    if (error instanceof TypeError) return { kind: 'problem', problem: error.message } as const;
    throw error;
  }
};

/** Reads the arguments. `byDefault` are the questions of a run without `--only`. */
export const readCommand = (
  args: readonly string[],
  byDefault: readonly Question[],
  others: readonly Question[],
): Command => {
  const parsed = parse(args);
  if (parsed.kind === 'problem') return parsed;
  const { only, rounds, servers, quiet, also = [] } = parsed.values;
  const known = [...byDefault, ...others];
  const unknown = only?.find((name) => known.every((question) => question.name !== name));
  if (unknown !== undefined) return problem(`--only ${unknown}: there is ${known.map(({ name }) => name).join(', ')}`);
  for (const [name, value] of Object.entries({ rounds, servers, quiet })) {
    if (value !== undefined && !/^[1-9]\d{0,5}$/.test(value)) return problem(`--${name} ${value}: a number from 1 on`);
  }
  const missing = also.find((folder) => !existsSync(resolve(folder, 'cli/lights-out.mjs')));
  if (missing !== undefined) return problem(`--also ${missing}: no checkout of lights-out`);
  const questions = only === undefined ? byDefault : known.filter(({ name }) => only.includes(name));
  const unused = (['rounds', 'servers', 'quiet', 'also'] as const).find(
    (name) => parsed.values[name] !== undefined && questions.every(({ takes = [] }) => !takes.includes(name)),
  );
  if (unused !== undefined)
    return problem(`--${unused}: none of ${questions.map(({ name }) => name).join(', ')} takes it`);
  return {
    kind: 'run',
    questions,
    options: {
      ...(rounds === undefined ? {} : { rounds: Number(rounds) }),
      ...(servers === undefined ? {} : { servers: Number(servers) }),
      quiet: Number(quiet ?? 0),
      also: also.map((folder) => resolve(folder)),
    },
  };
};
