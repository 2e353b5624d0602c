import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { build } from '../../../build.mjs';
import { CALLS, NEVER_SENT } from '../../../deploy/check/permissions.ts';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const ROLES = [
  { role: 'QueueRole', name: 'queue' },
  { role: 'WebhookRole', name: 'webhook' },
] as const;

const outdir = await mkdtemp(join(tmpdir(), 'lights-out-calls-'));
const metafiles = await build({ outdir });
await rm(outdir, { recursive: true });

/** Every command that a function's own code makes, with the file that makes it. */
const commandsOf = async (name: string): Promise<readonly string[]> => {
  const own = Object.keys(metafiles[name]?.inputs ?? {}).filter((path) => /^(?:lib|handlers)\//.test(path));
  const found = await Promise.all(
    own.map(async (path) => {
      const text = await readFile(join(ROOT, path), 'utf8');
      return [...text.matchAll(/new (?:\w+\.)?(\w+Command)\(/g)].map(([, command]) => `${command} (${path})`);
    }),
  );
  return [...new Set(found.flat())].sort();
};

test.each(ROLES)(
  'the permission table of $role has every call that the code of $name can make, and no other',
  async ({ role, name }) => {
    const sent = CALLS.filter((call) => call.role === role && call.command !== undefined).map(({ by }) => by);
    const never = NEVER_SENT.filter((one) => one.role === role).map(({ command }) => command);
    const made = (await commandsOf(name)).filter((text) => !never.includes(text.split(' ', 1).join()));
    expect(made).toEqual([...new Set(sent)].sort());
  },
);

test.each(ROLES)('the commands listed as never sent by $role are in its code', async ({ role, name }) => {
  const made = (await commandsOf(name)).map((text) => text.split(' ', 1).join());
  for (const { command } of NEVER_SENT.filter((one) => one.role === role)) expect(made).toContain(command);
});

test('docs/operations.md has the same permission table as the code', async () => {
  const page = await readFile(join(ROOT, 'docs/operations.md'), 'utf8');
  const rows = CALLS.map(({ role, action, on, by }) => {
    const caller = by.replace(/(\w+Command) \((.*)\)/, '`$1` in `$2`');
    return `| \`${role}\` | ${caller} | \`${action}\` on ${on} |`;
  });
  expect(page.split('\n').filter((line) => /^\| `\w+Role`/.test(line))).toEqual(rows);
});

// Service Authorization Reference: a batch call is allowed by the action of the single one.
test.each(CALLS.filter(({ command }) => command !== undefined))(
  'the command $command is allowed by the action $action',
  ({ command, action }) => {
    const call = command?.replace(/Command$/, '').replace(/Batch$/, '');
    expect(action.split(':').at(1)).toBe(call);
  },
);
