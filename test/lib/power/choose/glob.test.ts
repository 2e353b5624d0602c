import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fitsGlob } from '../../../../lib/power/choose/glob.ts';

/** The same by a regular expression: slow, and right. */
const fitsByRegExp = (glob: string, text: string): boolean => {
  const pattern = [...glob].map((one) => {
    if (one === '*') return '.*';
    return one === '?' ? '.' : one.replace(/[\\^$.|+()[\]{}]/, '\\$&');
  });
  return new RegExp(`^${pattern.join('')}$`, 'su').test(text);
};

describe('a glob', () => {
  test.for([
    ['ci-*', 'ci-7', true],
    ['ci-*', 'ci-', true],
    ['ci-*', 'my-ci-7', false],
    ['*', '', true],
    ['?', '', false],
    ['a?c', 'abc', true],
    ['a?c', 'ac', false],
    ['*b*', 'abc', true],
    ['*.log', 'a.log.log', true],
    ['a*b*c', 'a1b2b3c', true],
    ['a*b*c', 'a1c2b', false],
    ['db', 'DB', false],
    ['', '', true],
    ['', 'a', false],
    ['[ab]', '[ab]', true],
    ['[ab]', 'a', false],
    ['a.c', 'abc', false],
    ['rack-?', 'rack-😀', true],
  ] as const)('%s and the text %s: %s', ([glob, text, fits]) => {
    expect(fitsGlob(glob, text)).toBe(fits);
  });

  test('a glob fits as its regular expression does', () => {
    const letters = fc.constantFrom('a', 'b', '*', '?', '.', 'ä', '😀', '\n');
    const globs = fc.array(letters, { maxLength: 8 }).map((all) => all.join(''));
    fc.assert(
      fc.property(globs, globs, (glob, text) => {
        expect(fitsGlob(glob, text)).toBe(fitsByRegExp(glob, text));
      }),
      { numRuns: 5_000 },
    );
  });

  test('a text fits itself, a star fits all, and a star more fits what fitted', () => {
    const plain = fc.string({ unit: 'grapheme', maxLength: 40 });
    fc.assert(
      fc.property(plain, fc.nat(40), (text, place) => {
        const letters = [...text];
        expect(fitsGlob('*', text)).toBe(true);
        expect(fitsGlob(letters.map(() => '?').join(''), text)).toBe(true);
        expect(fitsGlob([...letters.slice(0, place), '*', ...letters.slice(place)].join(''), text)).toBe(true);
      }),
    );
  });

  test('a glob of many stars takes no time that grows with their number', () => {
    const startedAt = performance.now();
    expect(fitsGlob(`${'*a'.repeat(40)}b`, 'a'.repeat(255))).toBe(false);
    expect(performance.now() - startedAt).toBeLessThan(2_000);
  });
});
