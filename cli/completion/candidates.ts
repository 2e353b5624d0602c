import type { Argument, Command, Option } from 'commander';

/** A word that may come next, and what it means. */
export interface Candidate {
  readonly word: string;
  readonly about: string;
}

/** What may come next: one of these words, the name of a file, or something that only its owner knows: no words. */
export type Next = { readonly kind: 'files' } | { readonly kind: 'words'; readonly words: readonly Candidate[] };

/** What fits the last of these words, typed after the command's own name; it may be empty. */
export const candidates = (root: Command, typed: readonly string[]): Next => {
  const before = typed.slice(0, -1);
  const current = typed.at(-1) ?? '';
  const { command, operands, awaited, onlyOperands } = walk(root, before);
  const next = awaited === undefined ? nextOf(command, operands, current, onlyOperands) : valuesOf(awaited);
  return next.kind === 'files' ? next : { ...next, words: next.words.filter(({ word }) => word.startsWith(current)) };
};

/** Where a command line has come to. */
interface Place {
  readonly command: Command;
  /** How many arguments of the command are there. */
  readonly operands: number;
  /** The option whose value comes next. */
  readonly awaited?: Option;
  /** After `--`. */
  readonly onlyOperands?: true;
}

const walk = (root: Command, words: readonly string[]): Place =>
  words.reduce<Place>(after, { command: root, operands: 0 });

const after = (place: Place, word: string): Place => {
  const { command, operands, awaited, onlyOperands } = place;
  if (awaited !== undefined) return { command, operands };
  if (word === '--' || onlyOperands)
    return { command, operands: onlyOperands ? operands + 1 : operands, onlyOperands: true };
  if (word.startsWith('-') && word !== '-') {
    const option = command.options.find(({ long, short }) => word === long || word === short);
    return option?.required === true ? { ...place, awaited: option } : place;
  }
  const inside = command.commands.find((one) => one.name() === word);
  if (inside !== undefined) return { command: inside, operands: 0 };
  // `help` takes the names of the commands beside it.
  return { command, operands: word === 'help' && command.commands.length > 0 ? 0 : operands + 1 };
};

const nextOf = (command: Command, operands: number, current: string, onlyOperands = false): Next => {
  if (current.startsWith('-') && !onlyOperands) return { kind: 'words', words: optionsOf(command) };
  if (command.commands.length > 0) return { kind: 'words', words: operands === 0 ? commandsOf(command) : [] };
  const last = command.registeredArguments.at(-1);
  const argument = command.registeredArguments[operands] ?? (last?.variadic === true ? last : undefined);
  return argument === undefined ? { kind: 'words', words: [] } : valuesOf(argument);
};

const optionsOf = (command: Command): readonly Candidate[] =>
  command
    .createHelp()
    .visibleOptions(command)
    .map(({ long, short, description }) => ({ word: long ?? short ?? '', about: description }));

const commandsOf = (command: Command): readonly Candidate[] =>
  command
    .createHelp()
    .visibleCommands(command)
    .map((one) => ({ word: one.name(), about: one.summary() || one.description() }));

/** Options and arguments that take a file say so in their name. */
const TAKES_FILE = /\bfile\b/;

const valuesOf = (value: Option | Argument): Next => {
  const name = 'flags' in value ? value.flags : value.name();
  if (TAKES_FILE.test(name.replace(/^.*[<[]/, ''))) return { kind: 'files' };
  return { kind: 'words', words: (value.argChoices ?? []).map((word) => ({ word, about: '' })) };
};
