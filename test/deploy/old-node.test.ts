import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';

const TEMPLATE = new URL('../../deploy/template.js', import.meta.url).href;

// A Node.js that does not read TypeScript, as the framework meets it when it is not started through npm.
const onOldNode = (code: string): string =>
  spawnSync(
    process.execPath,
    ['--no-experimental-strip-types', '--input-type=module', '-e', `const t = await import('${TEMPLATE}'); ${code}`],
    { encoding: 'utf8' },
  ).stdout;

test('a Node.js that is too old for the sources is refused in one sentence without a stack trace', () => {
  const told = onOldNode('try { t.region({}) } catch ({ message, stack }) { console.log(message, stack) }');
  expect(told).toMatch(/^Node\.js v\S+ is too old: run this with npm run deploy or npm run package undefined\n$/);
});

test('on a Node.js that is too old only the region is refused, so that the sentence is said once', () => {
  expect(onOldNode('console.log(JSON.stringify([await t.resources({}), await t.keyArn({})]))')).toBe('["",""]\n');
});
