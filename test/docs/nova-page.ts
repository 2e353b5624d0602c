import { readFileSync } from 'node:fs';
import { expect } from 'vitest';

const PAGE = readFileSync(new URL('../../docs/nova.md', import.meta.url), 'utf8');

/** The rows of the table of docs/nova.md whose first heading is `head`, cell by cell. */
export const rowsUnder = (head: string): readonly (readonly string[])[] => {
  const [, table] = PAGE.split(`\n| ${head} |`);
  const [, , ...rows] =
    (table ?? expect.fail(`docs/nova.md has no table under ${head}`)).split('\n\n', 1)[0]?.trimEnd().split('\n') ?? [];
  return rows.map((row) =>
    row
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
};

/** The words of a text that are written as code. */
export const coded = (text = ''): readonly string[] => [...text.matchAll(/`([^`]+)`/g)].map(([, word]) => word ?? '');

/** The words that docs/nova.md lists for a field of a server. */
export const vocabularyOf = (field: string): readonly string[] => {
  const paragraph = PAGE.split('\n\n').find((one) => one.startsWith(`**\`${field}\`**`));
  return coded((paragraph ?? expect.fail(`docs/nova.md has no words for ${field}`)).split('): ')[1]);
};
