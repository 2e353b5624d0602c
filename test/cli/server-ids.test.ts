import { describe, expect, test } from 'vitest';
import { serverIds } from '../../cli/id-list.ts';
import { idOf } from './a-cloud.ts';

describe('serverIds', () => {
  test('reads arguments, then lists, and folds case and duplicates', () => {
    const text = `\uFEFF${idOf(2)}\n# a comment\n\n  ${idOf(1)}  # another\r\n${idOf(3)}`;
    expect(serverIds([idOf(1), idOf(1).toUpperCase()], [{ name: 'a', text }])).toEqual({
      kind: 'ids',
      ids: [idOf(1), idOf(2), idOf(3)],
    });
  });

  test('names every id that is none, and where it stood', () => {
    expect(serverIds(['x', idOf(1)], [{ name: 'a.txt', text: `# none\n${idOf(2)},\n${idOf(3)} ${idOf(4)}` }])).toEqual({
      kind: 'problems',
      problems: [
        '"x" is not a server id (a UUID): argument 1',
        `"${idOf(2)}," is not a server id (a UUID): a.txt, line 2`,
        `"${idOf(3)} 5e1f0000-0000-4000-8000-000…" is not a server id (a UUID): a.txt, line 3`,
      ],
    });
  });

  test('reads lists with every line end, in quotes, and with marks in between', () => {
    const text = `\uFEFF${idOf(1)}\r${idOf(2)}\r\n"${idOf(3)}"\n\uFEFF${idOf(4)}\n`;
    expect(serverIds([], [{ name: 'a', text }])).toEqual({ kind: 'ids', ids: [1, 2, 3, 4].map(idOf) });
  });

  test('shows no code that would move the cursor', () => {
    expect(serverIds(['\u001b[2J'], [])).toEqual({
      kind: 'problems',
      problems: ['"?[2J" is not a server id (a UUID): argument 1'],
    });
  });

  test('takes however many servers, duplicates not counted', () => {
    const many = Array.from({ length: 10_000 }, (_, n) => idOf(n));
    expect(serverIds([...many, idOf(7)], [])).toEqual({ kind: 'ids', ids: many });
  });

  test('asks for a server when there is none', () => {
    expect(serverIds([], [{ name: 'a', text: '# nobody\n' }]).kind).toBe('problems');
  });
});
