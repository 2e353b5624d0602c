import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { readEntry } from './clouds-entry.ts';
import { Unusable } from './unusable.ts';

const written = async (text: string): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), 'lights-out-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const path = join(folder, 'clouds.yaml');
  await writeFile(path, text);
  return path;
};

test.for(['1234567890123456', '52e1234567890123'])(
  'a password that looks like a number is read as text: %s',
  async (password) => {
    const path = await written(`clouds: {stopper: {auth: {auth_url: https://k.example/v3, password: ${password}}}}`);
    expect((await readEntry(path, 'stopper')).auth.password).toBe(password);
  },
);

test.for([
  { name: 'a tab', text: 'clouds:\n  stopper:\n\t  auth: {}\n', says: /line 3, column 1: / },
  {
    name: 'an unknown tag',
    text: 'clouds:\n  stopper: {auth: {password: !vault x}}\n',
    says: /line 2, column \d+: .*tag/,
  },
  { name: 'an alias of nothing', text: 'clouds: {stopper: {auth: {password: *x}}}', says: /line 1, .*\* needs quotes/ },
])('a clouds file that is not YAML is refused with line and reason: $name', async ({ text, says }) => {
  const path = await written(text);
  const refused = await readEntry(path, 'stopper').catch((error: unknown) => error);
  expect(refused).toBeInstanceOf(Unusable);
  expect(String(refused)).toContain(`OS_CLIENT_CONFIG_FILE: ${path} is malformed in line`);
  expect(String(refused)).toMatch(says);
  expect(String(refused)).not.toContain('\n');
});
