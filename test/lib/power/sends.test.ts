import { expect, test } from 'vitest';
import { lastSend, withoutSend, withSend } from '../../../lib/power/sends.ts';
import { anEntry, aSend, at } from '../../builders.ts';

test('a send replaces the one of its own mark', () => {
  const entry = anEntry({ sends: [aSend({ state: 'unresolved' })] });
  expect(withSend(entry, aSend()).sends).toEqual([aSend()]);
});

test('an entry keeps its newest eight refused sends, and all that may have had an effect', () => {
  const refused = Array.from({ length: 12 }, (_, n) => aSend({ markedAt: at(n + 20), state: 'refused' }));
  const entry = refused.reduce(withSend, anEntry({ sends: [aSend()] }));
  expect(entry.sends).toEqual([aSend(), ...refused.slice(4)]);
});

test('the last send is the last that was, or may have been, done', () => {
  expect(lastSend(anEntry())).toBeUndefined();
  const sends = [aSend(), aSend({ markedAt: at(50), state: 'refused' })];
  expect(lastSend(anEntry({ sends }))).toEqual(aSend());
});

test('a mark taken back leaves the others', () => {
  const mark = aSend({ markedAt: at(50), state: 'unresolved' });
  expect(withoutSend(anEntry({ sends: [aSend(), mark] }), mark).sends).toEqual([aSend()]);
});
