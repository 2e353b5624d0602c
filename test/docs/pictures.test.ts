import { stat } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { ROOT, read } from './documents.ts';

const MOST_BYTES = 200 * 1024;

test.each(['night.svg', 'report.png', 'report-dark.png'])(
  'The picture %s is there, and small enough for a page',
  async (name) => {
    const { size } = await stat(new URL(`docs/pictures/${name}`, ROOT));
    expect(size).toBeGreaterThan(1_000);
    expect(size).toBeLessThan(MOST_BYTES);
  },
);

test('Every picture that the README shows is there', async () => {
  for (const [, path = ''] of (await read('README.md')).matchAll(/!\[[^\]]*\]\((?!https?:)([^)]+)\)/g))
    expect((await stat(new URL(path, ROOT))).isFile(), path).toBe(true);
});
