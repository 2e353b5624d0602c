import { expect, test } from 'vitest';
import { MARK, protectionOf, UNTIL } from '../../lib/power/guard/marks.ts';
import { aServer } from '../builders.ts';
import { codeIn, read, tableBelow } from './documents.ts';

const PAGE = 'docs/owners.md';
const BEFORE = Date.parse('2026-12-20T20:00:00Z');
const JUST_BEFORE = Date.parse('2026-12-24T16:59:59Z');
const AFTER = Date.parse('2026-12-25T12:00:00Z');

/** The tags and the metadata that a cell of the table names. */
const labelsOf = (cell: string) => {
  const found = [...cell.matchAll(/(tag|metadata) `([^`]+)`/g)].map(([, kind, text = '']) => ({ kind, text }));
  const metadata = found.filter(({ kind }) => kind === 'metadata').map(({ text }) => text.split(/=(.*)/s).slice(0, 2));
  return {
    tags: found.filter(({ kind }) => kind === 'tag').map(({ text }) => text),
    metadata: Object.fromEntries(metadata),
  };
};

test('each row of the marks that owners may set says what the code makes of that mark', async () => {
  const rows = tableBelow(await read(PAGE), 'What may I set\\?');
  expect(rows.length).toBeGreaterThan(10);
  for (const [mark = '', says = ''] of rows) {
    const server = aServer(labelsOf(mark));
    const holds = (now: number) => protectionOf(server, now) !== undefined;
    expect(codeIn(mark).length, mark).toBeGreaterThan(0);
    expect([holds(BEFORE), holds(JUST_BEFORE)], mark).toEqual(
      says.startsWith('stays on') ? [true, true] : [false, false],
    );
    expect(holds(AFTER), mark).toBe(says.startsWith('stays on') && !says.startsWith('stays on up to'));
  }
});

test('the answer of five lines has five lines, and sets what the code reads', async () => {
  const [, answer = ''] = (await read(PAGE)).split(/^## How do I keep my machine on tonight\?$/m);
  const lines = answer.split(/^## /m)[0]?.match(/^\d\. .*$/gm) ?? [];
  expect(lines).toHaveLength(5);
  const [, tag = ''] = /--tag (\S+)/.exec(lines.join('\n')) ?? [];
  const [, property = ''] = /--property (\S+)/.exec(lines.join('\n')) ?? [];
  expect([tag, property.split('=')[0]]).toEqual([`${MARK}=protect`, UNTIL]);
  expect(protectionOf(aServer({ tags: [tag] }), BEFORE)).toContain('protected');
});
