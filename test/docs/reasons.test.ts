import { expect, test } from 'vitest';
import { REASONS } from '../../lib/power/outcome.ts';
import { REASON_WORDS } from '../../lib/power/reason-words.ts';
import { read } from './documents.ts';

test('what the command says that a reason means is how its row in the contract begins', async () => {
  const [, chapter = ''] = (await read('docs/contract.md')).split(/^## Reasons of a dead letter$/m);
  for (const reason of REASONS) {
    const [, row = ''] = new RegExp(`^\\| \`${reason}\` \\| (.*) \\|$`, 'm').exec(chapter) ?? [];
    expect(row.replaceAll('`', '').slice(0, REASON_WORDS[reason].means.length)).toBe(REASON_WORDS[reason].means);
  }
});
