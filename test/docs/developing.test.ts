import { readdir } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { codeIn, ROOT, read } from './documents.ts';

const SOURCES = ['lib', 'cli', 'handlers', 'deploy', 'cloud', 'local', 'bench', 'test'];

test('every folder of sources has its line in the layout of developing.md', async () => {
  const [, layout = ''] = (await read('docs/developing.md')).split(/^## Layout$/m);
  const named = codeIn(layout.split(/^## /m)[0] ?? '');
  for (const folder of SOURCES) {
    const within = (await readdir(new URL(`${folder}/`, ROOT), { withFileTypes: true })).filter((one) =>
      one.isDirectory(),
    );
    const all = within.map(({ name }) => `${folder}/${name}/`);
    // `test/` is all folders.
    expect(named).toEqual(expect.arrayContaining(folder === 'test' ? all : [`${folder}/`, ...all]));
  }
});
