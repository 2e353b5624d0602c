import { describe, expect, test } from 'vitest';
import { readServerIds } from '../../cli/cloud/id-list.ts';
import { idOf } from './a-cloud.ts';

describe('readServerIds', () => {
  test('Server ids are read from arguments, then lists, with case and duplicates folded', () => {
    const text = `\uFEFF${idOf(2)}\n# a comment\n\n  ${idOf(1)}  # another\r\n${idOf(3)}`;
    expect(readServerIds([idOf(1), idOf(1).toUpperCase()], [{ name: 'a', text }])).toEqual({
      kind: 'ids',
      ids: [idOf(1), idOf(2), idOf(3)],
    });
  });

  test('Every invalid id is named with its place', () => {
    expect(
      readServerIds(['x', idOf(1)], [{ name: 'a.txt', text: `# none\n${idOf(2)},\n${idOf(3)} ${idOf(4)}` }]),
    ).toEqual({
      kind: 'problems',
      problems: [
        '"x" is not a server ID (a UUID): argument 1',
        `"${idOf(2)}," is not a server ID (a UUID): a.txt, line 2`,
        `"${idOf(3)} 5e1f0000-0000-4000-8000-000…" is not a server ID (a UUID): a.txt, line 3`,
      ],
    });
  });

  test('Lists may have any line end, quotes and byte order marks in between', () => {
    const text = `\uFEFF${idOf(1)}\r${idOf(2)}\r\n"${idOf(3)}"\n\uFEFF${idOf(4)}\n`;
    expect(readServerIds([], [{ name: 'a', text }])).toEqual({ kind: 'ids', ids: [1, 2, 3, 4].map(idOf) });
  });

  test('The problem of an invalid id shows no code that moves the cursor', () => {
    expect(readServerIds(['\u001b[2J'], [])).toEqual({
      kind: 'problems',
      problems: ['"?[2J" is not a server ID (a UUID): argument 1'],
    });
  });

  test('Any number of servers may be named, duplicates not counted', () => {
    const many = Array.from({ length: 10_000 }, (_, n) => idOf(n));
    expect(readServerIds([...many, idOf(7)], [])).toEqual({ kind: 'ids', ids: many });
  });

  test('A list without ids is a problem', () => {
    expect(readServerIds([], [{ name: 'a', text: '# nobody\n' }]).kind).toBe('problems');
  });
});
