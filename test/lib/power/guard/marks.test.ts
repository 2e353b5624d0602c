import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isAllowed, protectionOf } from '../../../../lib/power/guard/marks.ts';
import type { Server } from '../../../../lib/power/server.ts';
import { aServer, at, HOUR, NOON } from '../../../builders.ts';

const tagged = (...tags: readonly string[]) => aServer({ tags });
const noted = (metadata: Record<string, string>, tags: Server['tags'] = []) => aServer({ metadata, tags });
const protection = (server: Server, now = NOON) => protectionOf(server, now);

describe('a mark', () => {
  test.for<[Server, string]>([
    [tagged('lights-out'), 'marked lights-out: protected'],
    [tagged('lights-out='), 'marked lights-out: protected'],
    [tagged('lights-out=protect'), 'marked lights-out=protect: protected'],
    [tagged('lights-out=no'), 'marked lights-out=no: protected'],
    [tagged('lights-out=a=b'), 'marked lights-out=a=b: protected'],
    [tagged('lights-out=allowed'), 'marked lights-out=allowed: protected'],
    [noted({ 'lights-out': 'keep' }), 'marked lights-out=keep: protected'],
    [noted({ 'lights-out': '' }), 'marked lights-out: protected'],
    [noted({ 'lights-out': ' two\n lines ' }), 'marked lights-out=two lines: protected'],
    [noted({ 'lights-out': 'keep' }, null), 'marked lights-out=keep: protected'],
  ])('protects whatever it says but allow: %j', ([server, because]) => {
    expect(protection(server)).toBe(because);
  });

  test.for([
    tagged(),
    tagged('lights-out=allow'),
    tagged('lights-out= Allow '),
    noted({ 'lights-out': 'ALLOW' }),
    tagged('Lights-Out=protect', 'LIGHTS-OUT', 'xlights-out', 'lights-out2', 'lights-outage=1'),
    noted({ 'Lights-Out': 'protect', lights: 'out' }),
    aServer({ tags: null, metadata: null }),
  ])('a server without one, with one that says allow, or with another key is not protected: %j', (server) => {
    expect(protection(server)).toBeUndefined();
  });

  test('a long value is cut', () => {
    expect(protection(noted({ 'lights-out': 'x'.repeat(255) }))).toBe(`marked lights-out=${'x'.repeat(64)}: protected`);
  });

  test('only allow opts in, as a tag or as metadata', () => {
    for (const server of [tagged('lights-out=allow'), tagged('lights-out=ALLOW '), noted({ 'lights-out': 'allow' })])
      expect(isAllowed(server)).toBe(true);
    for (const server of [tagged(), tagged('lights-out'), tagged('lights-out=yes'), noted({ allow: 'lights-out' })])
      expect(isAllowed(server)).toBe(false);
  });
});

describe('a mark with an end', () => {
  test.for<[string, number]>([
    ['2026-11-23T18:00:00Z', NOON + 6 * HOUR],
    ['2026-11-23T19:00:00+01:00', NOON + 6 * HOUR],
    [' 2026-11-23T18:00:00Z ', NOON + 6 * HOUR],
    ['2026-11-23', NOON + 24 * HOUR],
    ['2026-11-22', NOON],
  ])('an end of %s protects until then and no longer', ([text, end]) => {
    const server = noted({ 'lights-out-until': text });
    const until = new Date(end).toISOString();
    expect(protection(server, end - 1)).toBe(`marked lights-out-until "${text.trim()}": protected until ${until}`);
    expect(protection(server, end)).toBeUndefined();
  });

  test('an end ends the mark beside it, wherever that is', () => {
    const ended = { 'lights-out-until': '2026-11-23T11:00:00Z' };
    expect(protection(noted(ended, ['lights-out=protect']))).toBeUndefined();
    expect(protection(noted({ ...ended, 'lights-out': 'keep' }))).toBeUndefined();
    expect(protection(noted(ended, ['lights-out=protect']), at(-3_601))).toContain('protected until');
  });

  test.for(['', 'tomorrow', '2026-11-31', '2026-11', '23.11.2026', '2026-11-23 18:00', '1764010800'])(
    'an end that cannot be read protects, and says so: "%s"',
    (text) => {
      expect(protection(noted({ 'lights-out-until': text }))).toBe(
        `metadata lights-out-until: protected, since "${text}" is no date or instant`,
      );
    },
  );

  test('an end in a tag protects, since it counts in the metadata only', () => {
    for (const tag of ['lights-out-until=2020-01-01', 'lights-out-until'])
      expect(protection(tagged(tag))).toBe(`tag "${tag}": protected, since an end counts in the metadata only`);
  });
});

describe('whatever else a server is marked with', () => {
  const values = fc.constantFrom('allow', ' ALLOW', 'keep', '', 'no');
  const tags = fc.array(
    values.map((value) => `lights-out=${value}`),
    { maxLength: 3 },
  );
  const notes = fc.option(values, { nil: undefined });

  test('protect beats allow', () => {
    fc.assert(
      fc.property(tags, notes, (some, note) => {
        const server = noted(note === undefined ? {} : { 'lights-out': note }, some);
        const said = [...some.map((tag) => tag.slice('lights-out='.length)), ...(note === undefined ? [] : [note])];
        const protects = said.some((value) => value.trim().toLowerCase() !== 'allow');
        expect(protection(server) !== undefined).toBe(protects);
      }),
    );
  });

  test('an end in the past ends it, and one in the future protects', () => {
    const instants = fc.integer({ min: -48 * 3_600, max: 48 * 3_600 });
    fc.assert(
      fc.property(tags, notes, instants, (some, note, seconds) => {
        const until = new Date(at(seconds)).toISOString();
        const metadata = { 'lights-out-until': until, ...(note === undefined ? {} : { 'lights-out': note }) };
        expect(protection(noted(metadata, some)) !== undefined).toBe(seconds > 0);
      }),
    );
  });
});
