import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { expect } from 'vitest';

/** docs/recipes.md. */
export const PAGE = readFileSync(new URL('../../docs/recipes.md', import.meta.url), 'utf8');

/** The server that the page stops. */
export const SERVER = '5f0c1a3e-8d3b-4c52-9b1f-2f6f0f8f6a01';

/** Every heading of the page that has a recipe under it. */
export const HEADINGS: readonly string[] = PAGE.split(/^(?=##)/m).flatMap((section) => {
  const [, heading] = /^#+ (.*)/.exec(section) ?? [];
  return heading !== undefined && section.includes('```') ? [heading] : [];
});

/** The recipe for those who listen; all others stop. */
export const EVENT_RECIPE = 'A chat channel that hears how a request ended';

/** A recipe that stops: every one of them only rehearses. */
export const withoutDryRun = (text: string): string => text.replaceAll(/, ?"?dryRun"?: ?(?:true|True)/g, '');

/** The recipe under a heading as it is on the page, but that it stops. */
export const recipe = (heading: string): string => {
  const section = PAGE.split(/^(?=##)/m).find((one) => one.startsWith(`### ${heading}\n`)) ?? '';
  const text = /```[a-z]+\n([\s\S]*?)```/.exec(section)?.[1] ?? expect.fail(`no recipe for ${heading}`);
  return withoutDryRun(text);
};

/** Which of these commands are not installed, as the reason why a test is skipped; undefined when all are here. */
export const notInstalled = (...commands: readonly string[]): string | undefined => {
  const missing = commands.filter((command) => spawnSync('sh', ['-c', 'command -v "$0"', command]).status !== 0);
  return missing.length === 0 ? undefined : `not installed: ${missing.join(', ')}`;
};
