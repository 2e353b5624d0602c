import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { readCounted, withGenerated } from '../../../deploy/cost/files.ts';

const cost = (...args: readonly string[]) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['deploy/cost.ts', ...args], { encoding: 'utf8' });
  return { status, stdout, stderr };
};

test.each([['--count', 'x'], ['--template']])(
  'an option that is not understood ends with one line and exit code 2: %s %s',
  (...args) => {
    expect(cost(...args.filter((arg) => arg !== undefined))).toEqual({
      status: 2,
      stdout: 'usage: npm run cost [-- --count | -- --template FILE]\n',
      stderr: '',
    });
  },
);

test('a template that does not exist ends with one line and exit code 1', () => {
  expect(cost('--template', '/nowhere/template.json')).toEqual({
    status: 1,
    stdout: '/nowhere/template.json: no packaged template: run `npm run package` first\n',
    stderr: '',
  });
});

test('a file that is no packaged template ends with one line that names it, and exit code 1', () => {
  for (const file of ['README.md', 'package.json']) {
    const { status, stdout, stderr } = cost('--template', file);
    expect({ status, stderr, lines: stdout.split('\n').length }, stdout).toEqual({ status: 1, stderr: '', lines: 2 });
    expect(stdout).toMatch(new RegExp(`^${file}: not a packaged template: `));
  }
});

test('the generated part of the page is replaced between its marks, and a page without marks is refused', () => {
  const page = 'a\n<!-- npm run cost: begin -->\nold\n<!-- npm run cost: end -->\nb\n';
  expect(withGenerated(page, 'new')).toBe('a\n<!-- npm run cost: begin -->\n\nnew\n\n<!-- npm run cost: end -->\nb\n');
  expect(() => withGenerated('no marks', 'new')).toThrow('has no <!-- npm run cost: begin -->');
});

test('a file of counts that lacks one is refused', () => {
  expect(() => readCounted('{"message":{}}')).toThrow();
});
