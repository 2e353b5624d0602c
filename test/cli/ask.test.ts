import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { askYes } from '../../cli/terminal/ask.ts';

const asking = async (typed: string | undefined) => {
  const [stdin, stdout] = [new PassThrough(), new PassThrough()];
  const answer = askYes('Stop this server? [y/N]', stdin, stdout);
  stdin.end(typed);
  return { answer: await answer, shown: String(stdout.read()) };
};

test.each([
  ['y\n', true],
  ['YES\r\n', true],
  [' yes \n', true],
  ['\n', false],
  ['n\ny\n', false],
  ['yes please\n', false],
  ['yn\n', false],
  ['ｙ\n', false],
  ['', false],
])('The answer %j to a question is read as %j', async (typed, yes) => {
  expect(await asking(typed)).toEqual({ answer: yes, shown: 'Stop this server? [y/N] ' });
});
