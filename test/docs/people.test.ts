import { expect, test } from 'vitest';
import { PEOPLE_CALLS } from '../../deploy/check/people-calls.ts';
import { read } from './documents.ts';

test('docs/operations.md has the same table of the rights of people as the checklist', async () => {
  const page = await read('docs/operations.md');
  const rows = PEOPLE_CALLS.map(
    ({ role, action, on, by }) =>
      `| \`${role}\` | ${by} | \`${action}\` on ${on.replace('AWS::StackId', 'this stack')} |`,
  );
  expect(page.split('\n').filter((line) => /^\| `\w+Policy`/.test(line))).toEqual(rows);
});

test('The policy of the person on call allows every line of docs/runbook.md that is typed as an AWS call', async () => {
  const typed = [...(await read('docs/runbook.md')).matchAll(/\baws ([a-z]+) ([a-z-]+) --/g)].map(
    ([, service, command = '']) =>
      `${service}:${command.replace(/(?:^|-)([a-z])/g, (_, letter) => letter.toUpperCase())}`,
  );
  const allowed = PEOPLE_CALLS.filter(({ role }) => role === 'OnCallPolicy').map(({ action }) => action);
  expect(typed.length).toBeGreaterThan(0);
  expect(typed.filter((action) => !allowed.includes(action))).toEqual([]);
});
