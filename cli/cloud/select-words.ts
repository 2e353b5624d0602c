import type { AtMost, Labels, Select } from '../../lib/power/choose/select.ts';
import { shellWord } from '../terminal/shell-word.ts';
import { optionOfRule } from './select-options.ts';

const FIELDS = ['tags', 'anyTag', 'name', 'flavor'] as const;

const labelWords = (labels: Labels, within: '' | 'except.'): readonly string[] => [
  ...FIELDS.flatMap((field) =>
    (labels[field] ?? []).map((text) => `${optionOfRule(`${within}${field}`)} ${shellWord(text)}`),
  ),
  ...Object.entries(labels.metadata ?? {}).flatMap(([key, values]) =>
    values.map((value) => `${optionOfRule(`${within}metadata`)} ${shellWord(`${key}=${value}`)}`),
  ),
];

/** A selector as the options that would ask for it: `--tag env=dev --except-name 'db-*' --at-most 40`. */
export const selectInWords = ({ except = {}, machine, ...labels }: Select, atMost: AtMost | undefined): string =>
  [
    ...labelWords(labels, ''),
    ...(machine === undefined ? [] : [`--machine ${machine}`]),
    ...labelWords(except, 'except.'),
    ...(except.serverIds ?? []).map((id) => `--except-id ${id}`),
    ...(atMost === undefined ? [] : [`--at-most ${atMost}`]),
  ].join(' ');
