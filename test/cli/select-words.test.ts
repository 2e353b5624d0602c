import { expect, test } from 'vitest';
import { selectInWords } from '../../cli/cloud/select-words.ts';
import type { AtMost, Select } from '../../lib/power/choose/select.ts';
import { idOf } from './a-cloud.ts';
import { aTerminal } from './a-terminal.ts';
import { anAws } from './an-aws.ts';

// A shell's words: quotes around a part of a word belong to it.
const words = (line: string): readonly string[] =>
  [...line.matchAll(/(?:'[^']*'|\\.|[^\s'\\])+/g)].map(([word]) =>
    word.replace(/'([^']*)'|\\(.)/g, (_, quoted?: string, escaped?: string) => quoted ?? escaped ?? ''),
  );

test.each<[Select, AtMost | undefined]>([
  [{ tags: ['env=dev', 'a b'] }, undefined],
  [{ anyTag: ['team=a', 'team=*'], machine: 'bare-metal' }, 40],
  [{ metadata: { rack: ['r1', 'r?'], 'a b': ['*'] }, name: ["kim's *"] }, '25%'],
  [
    { flavor: ['physical.*'], except: { serverIds: [idOf(1), idOf(2)], tags: ['keep'], metadata: { on: ['call'] } } },
    1,
  ],
  [{ name: ['*'], except: { anyTag: ['a', 'b'], name: ['db-*'], flavor: ['x'] } }, undefined],
])('The words of the selector %j ask for the same when they are typed', async (select, atMost) => {
  const account = anAws();
  const { run, err } = aTerminal({ aws: account.aws });
  expect([await run('ask', ...words(selectInWords(select, atMost)), '--yes', '--stack', 'prod'), err]).toEqual([0, []]);
  const { select: asked, atMost: cap } = JSON.parse(account.sent[0] ?? '');
  expect([asked, cap]).toEqual([select, atMost]);
});
