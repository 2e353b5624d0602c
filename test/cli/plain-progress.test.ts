import { expect, test } from 'vitest';
import { plainProgress } from '../../cli/stop/progress.ts';
import type { Output } from '../../cli/terminal/terminal.ts';
import { NOON } from '../builders.ts';
import { idOf } from './a-cloud.ts';

const ONE = idOf(1);

const watched = () => {
  const out: string[] = [];
  const err: string[] = [];
  let now = NOON;
  const output: Output = {
    out: (line) => out.push(line),
    err: (line) => err.push(line),
    paint: (_ink, text) => text,
    size: () => undefined,
  };
  const progress = plainProgress(output, { now: () => now });
  return { progress, out, err, pass: (ms: number) => (now += ms) };
};

test('The reason why a server waits is printed when it changes', () => {
  const { progress, out } = watched();
  for (const because of ['busy', 'busy', 'powering off', 'powering off'])
    progress.waiting({ id: ONE }, because, undefined);
  expect(out).toEqual([`${ONE} waiting: busy`, `${ONE} waiting: powering off`]);
});

test('The same trouble is printed again only after 30 seconds', () => {
  const { progress, err, pass } = watched();
  progress.waiting({ id: ONE }, 'no answer', 'unreachable');
  progress.waiting({ id: idOf(2) }, 'no answer', 'unreachable');
  pass(30_000);
  progress.waiting({ id: ONE }, 'no answer', 'unreachable');
  expect(err).toEqual(['no answer; looking again', 'no answer; looking again']);
});

test('Names and ids from a cloud cannot move the cursor in plain progress', () => {
  const { progress, out } = watched();
  progress.accepted({ id: ONE, name: 'bms\u001b[2J' }, 'req-\u001b[2J');
  expect(out).toEqual([`bms[2J ${ONE} accepted (req-[2J)`]);
});
