import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Guards, heldBy, NO_GUARDS } from '../../../../lib/power/guard/guards.ts';
import type { Server } from '../../../../lib/power/server.ts';
import { aServer, aServerId, at, NOON, serverNo } from '../../../builders.ts';

const held = (changes: Partial<Server>, guards: Partial<Guards> = {}) =>
  heldBy(aServer(changes), { ...NO_GUARDS, ...guards }, undefined, NOON);
const never = (...names: readonly string[]): Partial<Guards> => ({ never: { ids: [], names } });
const allow = { requiresAllow: true };

describe('the guards of a server', () => {
  test('nothing holds a server without guards, marks and lock', () => {
    expect(held({})).toBeUndefined();
    expect(held({ locked: null, tags: null, metadata: null, flavor: null })).toBeUndefined();
  });

  test('a lock holds, with its reason where one is shown', () => {
    expect(held({ locked: true })).toBe('locked: an operator holds it');
    expect(held({ locked: true, lockedReason: 'release week' })).toBe('locked: "release week"');
  });

  test('NEVER_STOP holds by id and by name, whatever the server is marked with', () => {
    const marked = { tags: ['lights-out=allow'] };
    expect(held(marked, { never: { ids: [serverNo(1), aServerId()], names: [] } })).toBe('NEVER_STOP names it');
    expect(held({ ...marked, name: 'db-1' }, never('web-*', 'db-?'))).toBe('NEVER_STOP: its name fits "db-?"');
    expect(held({ name: 'ci-1' }, never('web-*', 'db-?'))).toBeUndefined();
    expect(held({ locked: true, tags: ['lights-out'] }, never('*'))).toContain('NEVER_STOP');
  });

  test('STOP_REQUIRES holds what is not marked lights-out=allow', () => {
    const because = 'not marked lights-out=allow, which STOP_REQUIRES asks for';
    expect(held({}, allow)).toBe(because);
    expect(held({ tags: null }, allow)).toBe(
      `${because} (tags are shown from microversion 2.26 on; metadata counts too)`,
    );
    expect(held({ tags: ['lights-out=allow'] }, allow)).toBeUndefined();
    expect(held({ tags: null, metadata: { 'lights-out': 'allow' } }, allow)).toBeUndefined();
    expect(held({ tags: ['lights-out=allow', 'lights-out'] }, allow)).toBe('marked lights-out: protected');
  });

  test('STOP_ONLY holds the other kind, and a kind that is not known', () => {
    const virtual = { flavor: { id: null, name: 'c2.large', extraSpecs: {} } };
    expect(held(virtual, { only: 'bare-metal' })).toBe('is virtual, and STOP_ONLY is bare-metal');
    expect(held(virtual, { only: 'virtual' })).toBeUndefined();
    expect(held({}, { only: 'bare-metal' })).toBeUndefined();
    expect(held({ flavor: null }, { only: 'virtual' })).toBe(
      'is unknown, and STOP_ONLY is virtual (the flavor is shown from microversion 2.47 on)',
    );
  });

  test('a server that its selection no longer means is held', () => {
    const judge = (tags: readonly string[]) => heldBy(aServer({ tags }), NO_GUARDS, { tags: ['night'] }, NOON);
    expect(judge(['night'])).toBeUndefined();
    expect(judge([])).toBe('no longer matches: tags: does not fit "night"');
  });
});

test('an end ends a mark, and never a lock, a setting or a selection', () => {
  const ended = { 'lights-out-until': new Date(at(-1)).toISOString(), 'lights-out': 'keep' };
  expect(held({ metadata: ended })).toBeUndefined();
  fc.assert(
    fc.property(fc.integer({ min: -100_000, max: 100_000 }), (seconds) => {
      const metadata = { ...ended, 'lights-out-until': new Date(at(seconds)).toISOString() };
      expect(held({ metadata, locked: true })).toBe('locked: an operator holds it');
      expect(held({ metadata, name: 'db-1' }, never('db-1'))).toBe('NEVER_STOP: its name fits "db-1"');
      expect(held({ metadata }, { only: 'virtual' })).toBeDefined();
      expect(heldBy(aServer({ metadata }), NO_GUARDS, { tags: ['night'] }, NOON)).toBeDefined();
    }),
  );
});
