import type { Command } from 'commander';
import { commandTree } from '../../cli/program.ts';
import { aTerminal } from '../cli/a-terminal.ts';
import { read } from './documents.ts';

/** A field of `--json` as docs/commands.md has it. */
export interface DocumentedField {
  readonly name: string;
  readonly type: string;
  /** `always`, or when it is there. */
  readonly there: string;
}

/** The part of docs/commands.md about one command. */
export interface CommandSection {
  readonly path: string;
  readonly synopsis: string | undefined;
  readonly codes: readonly string[];
  readonly fields: readonly DocumentedField[];
}

const rowsWithHead = (text: string, head: string): readonly (readonly string[])[] => {
  const [, table = ''] = text.split(`${head}\n`);
  return [...(/^(?:\|.*\n?)+/.exec(table)?.[0] ?? '').matchAll(/^\| (.*) \|$/gm)].map(([, row = '']) =>
    row.split(/(?<!\\) ?\| ?/).map((cell) => cell.replaceAll('`', '').trim()),
  );
};

/** The sections of docs/commands.md whose heading is the words of a command. */
export const commandSections = async (): Promise<readonly CommandSection[]> =>
  (await read('docs/commands.md')).split(/^## /m).flatMap((text) => {
    const [, path] = /^`([^`]+)`\n/.exec(text) ?? [];
    if (path === undefined) return [];
    return {
      path,
      synopsis: /```text\n(npm exec .*)\n```/.exec(text)?.[1],
      codes: rowsWithHead(text, '| exit code | means |').flatMap(([code = '']) => (/^\d+$/.test(code) ? [code] : [])),
      fields: rowsWithHead(text, '| field | type | there | meaning |').flatMap(([name = '', type = '', there = '']) =>
        name.startsWith('---') ? [] : [{ name, type, there }],
      ),
    };
  });

const leavesOf = (command: Command, path: readonly string[]): readonly (readonly [string, Command])[] =>
  command.commands.length === 0
    ? [[path.join(' '), command]]
    : command.commands.flatMap((one) => leavesOf(one, [...path, one.name()]));

/** Every command that does something, by the words that call it. */
export const COMMANDS: readonly (readonly [string, Command])[] = leavesOf(
  commandTree('1.2.3', aTerminal().terminal, () => {}),
  [],
);
