import type { Ink, Output } from './output.ts';
import { printable } from './output.ts';

/** One line of a check: what was looked at, and what was found or is to be done. */
export interface Finding {
  readonly mark: 'good' | 'remark' | 'problem';
  readonly about: string;
  readonly text: string;
}

export const good = (about: string, text: string): Finding => ({ mark: 'good', about, text });
export const remark = (about: string, text: string): Finding => ({ mark: 'remark', about, text });
export const problem = (about: string, text: string): Finding => ({ mark: 'problem', about, text });

const MARKS = { good: ['✔', 'green'], remark: ['!', 'yellow'], problem: ['✘', 'red'] } as const satisfies Record<
  Finding['mark'],
  readonly [string, Ink]
>;

const ABOUT_CELLS = 15;
const LEAST_CELLS = 20;

/** A finding as it is shown: one line, or several under each other where the terminal is narrow. A pipe gets one. */
export const findingLines = ({ mark, about, text }: Finding, output: Output): readonly string[] => {
  const [sign, ink] = MARKS[mark];
  const indent = 4 + ABOUT_CELLS + 1;
  const columns = output.size()?.columns;
  const room = columns === undefined ? Number.POSITIVE_INFINITY : Math.max(columns - indent, LEAST_CELLS);
  const [first = '', ...more] = wrapped(printable(text), room);
  return [
    `  ${output.paint(ink, sign)} ${about.padEnd(ABOUT_CELLS)} ${first}`,
    ...more.map((line) => `${' '.repeat(indent)}${line}`),
  ];
};

// A word that is longer than the room, an address, has its own line and keeps its length: it is there to be copied.
const wrapped = (text: string, room: number): readonly string[] => {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= room) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
};

const counted = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`;

/** The last line: how many problems and remarks there are. */
export const findingsSummary = (findings: readonly Finding[]): string => {
  const [problems, remarks] = (['problem', 'remark'] as const).map(
    (mark) => findings.filter((one) => one.mark === mark).length,
  ) as [number, number];
  if (problems + remarks === 0) return 'no problem';
  const parts = [
    ...(problems > 0 ? [counted(problems, 'problem')] : ['no problem']),
    ...(remarks > 0 ? [counted(remarks, 'remark')] : []),
  ];
  return parts.join(', ');
};
