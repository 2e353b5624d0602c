import { expect, test } from 'vitest';
import { COMMAND } from '../../cli/terminal/terminal.ts';
import { COMMANDS } from './commands-page.ts';
import { documents, read } from './documents.ts';

// Outside a checkout npx fetches whatever somebody publishes under that name.
const FETCHES = /npx\s+(?:-\S+\s+)*lights-out/;

const NAMES = [...new Set(COMMANDS.map(([path]) => path.split(' ')[0]))];
const CALLS = new RegExp(`^.*\\blights-out (?:${NAMES.join('|')})\\b.*$`, 'gm');

test('no document runs the command in a form that may fetch a package of that name', async () => {
  for (const name of await documents()) expect(await read(name), name).not.toMatch(FETCHES);
});

test('the README and the contract give the command in the one safe form', async () => {
  expect(await read('README.md')).toContain(`${COMMAND} stop`);
  expect(await read('docs/contract.md')).toContain(`${COMMAND} stop`);
});

test('every shell line of a document runs the command in the safe form or by its start file', async () => {
  for (const name of await documents()) {
    const shell = [...(await read(name)).matchAll(/```sh\n([\s\S]*?)```/g)].map(([, block]) => block ?? '').join('\n');
    for (const [line] of shell.matchAll(CALLS)) expect(line, name).toContain(COMMAND);
  }
});
