import type { Command } from 'commander';
import { quoted } from '../../lib/message/json.ts';
import type { SelectRule } from '../../lib/power/choose/fits.ts';
import { MACHINES } from '../../lib/power/choose/select.ts';
import type { Problems } from '../terminal/problems.ts';

/** The options that choose servers, as typed; the schema of a request reads their texts. */
export interface SelectOptions {
  readonly tag?: readonly string[];
  readonly anyTag?: readonly string[];
  readonly metadata?: readonly string[];
  readonly name?: readonly string[];
  readonly flavor?: readonly string[];
  readonly machine?: string;
  readonly exceptTag?: readonly string[];
  readonly exceptAnyTag?: readonly string[];
  readonly exceptMetadata?: readonly string[];
  readonly exceptName?: readonly string[];
  readonly exceptFlavor?: readonly string[];
  readonly exceptId?: readonly string[];
  readonly atMost?: string;
}

// A field of `select` and its option; of `except` the same with `--except-` before it.
const OPTIONS = {
  tags: '--tag',
  anyTag: '--any-tag',
  metadata: '--metadata',
  name: '--name',
  flavor: '--flavor',
  machine: '--machine',
} as const;

const collect = (text: string, texts: readonly string[] = []): readonly string[] => [...texts, text];

/** Adds the options that choose servers to a command. */
export const addSelectOptions = (command: Command): Command =>
  command
    .option('--tag <glob>', 'choose servers that have this tag, such as env=dev; given again: all of them', collect)
    .option('--any-tag <glob>', 'choose servers that have this tag; given again: one of them', collect)
    .option('--metadata <key=glob>', 'choose by metadata; one key given again: one of its values', collect)
    .option('--name <glob>', "choose by name, such as 'ci-*'; given again: one of them", collect)
    .option('--flavor <glob>', 'choose by name or id of the flavor; given again: one of them', collect)
    .option('--machine <kind>', `choose by kind: ${MACHINES.join(', ')} (default: any)`)
    .option('--except-tag <glob>', 'leave out servers that have this tag; given again: all of them', collect)
    .option('--except-any-tag <glob>', 'leave out servers that have this tag; given again: one of them', collect)
    .option('--except-metadata <key=glob>', 'leave out by metadata; each key has to fit', collect)
    .option('--except-name <glob>', 'leave out by name; given again: one of them', collect)
    .option('--except-flavor <glob>', 'leave out by flavor; given again: one of them', collect)
    .option('--except-id <id>', 'leave out this server; can be repeated', collect)
    .option('--at-most <n>', 'stop none if more servers fit: a number, or a share of all listed, such as 25%');

/** What the options ask for: nothing, or the fields `select` and `atMost` of a request, still to be read by its schema. */
export type SelectBody =
  | { readonly kind: 'none' }
  | { readonly kind: 'select'; readonly select: object; readonly atMost?: number | string }
  | Problems;

/** Turns the options into the fields of a request. */
export const selectBody = (options: SelectOptions): SelectBody => {
  const metadata = pairsOf(options.metadata, '--metadata');
  const exceptMetadata = pairsOf(options.exceptMetadata, '--except-metadata');
  const problems = [...metadata.problems, ...exceptMetadata.problems];
  if (problems.length > 0) return { kind: 'problems', problems };
  const except = given({
    serverIds: options.exceptId,
    tags: options.exceptTag,
    anyTag: options.exceptAnyTag,
    metadata: exceptMetadata.pairs,
    name: options.exceptName,
    flavor: options.exceptFlavor,
  });
  const select = given({
    tags: options.tag,
    anyTag: options.anyTag,
    metadata: metadata.pairs,
    name: options.name,
    flavor: options.flavor,
    machine: options.machine,
    except: Object.keys(except).length > 0 ? except : undefined,
  });
  const { atMost } = options;
  if (Object.keys(select).length > 0)
    return { kind: 'select', select, ...(atMost === undefined ? {} : { atMost: countOf(atMost) }) };
  return atMost === undefined
    ? { kind: 'none' }
    : { kind: 'problems', problems: ['--at-most: only together with options that choose servers, such as --tag'] };
};

const given = (fields: object): object =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));

const countOf = (text: string): number | string => (/^[1-9]\d{0,3}$/.test(text) ? Number(text) : text);

const pairsOf = (
  texts: readonly string[] | undefined,
  option: string,
): { readonly pairs?: Readonly<Record<string, readonly string[]>>; readonly problems: readonly string[] } => {
  if (texts === undefined) return { problems: [] };
  const problems = texts.flatMap((text) => (text.includes('=') ? [] : [`${option}: ${quoted(text)} is not key=value`]));
  const byKey = Map.groupBy(texts, (text) => text.slice(0, text.indexOf('=')));
  const pairs = [...byKey].map(([key, ones]) => [key, ones.map((one) => one.slice(key.length + 1))] as const);
  return { pairs: Object.fromEntries(pairs), problems };
};

const optionOf = (field: keyof typeof OPTIONS, isExcept: boolean): string =>
  isExcept ? OPTIONS[field].replace('--', '--except-') : OPTIONS[field];

const isField = (name: string): name is keyof typeof OPTIONS => Object.hasOwn(OPTIONS, name);

/** A rule of a selector as people typed it: `except.tags` is `--except-tag`. */
export const optionOfRule = (rule: SelectRule): string => {
  const field = rule.replace(/^except\./, '');
  return isField(field) ? optionOf(field, field !== rule) : '--except-id';
};

// A path of a problem, as lib/message/schema.ts writes it: `select.except.metadata."a b"[1]`.
const IN_SELECT = /^select\.(except\.)?(\w+)((?:\.\w+|\."(?:[^"\\]|\\.)*")*)(?:\[\d+\])?: (.*)$/s;

const CHOOSES_NONE =
  "these options choose no server: add --tag, --any-tag, --metadata, --name, --flavor or a kind of --machine (all servers: --name '*')";

/** A problem of a request, with the option in place of the field: `--tag: no tag has a comma or a slash`. */
export const optionProblem = (problem: string): string => {
  if (problem.startsWith('select: ')) return CHOOSES_NONE;
  const [, excepts, field = '', key = '', words = ''] = IN_SELECT.exec(problem) ?? [];
  if (field === 'serverIds') return `--except-id: ${words}`;
  if (isField(field)) return `${optionOf(field, excepts !== undefined)}${key.replace('.', ' ')}: ${words}`;
  return `--${problem.replace(/^atMost:/, 'at-most:')}`;
};
