import { describe, expect, test } from 'vitest';
import type { Entry, Send } from '../../../../lib/power/entry.ts';
import type { Server } from '../../../../lib/power/server.ts';
import { anEntry, anOffServer, aSend, aServer, at, MINUTE, NOON, records, seeing, unread } from '../../../builders.ts';
import { judged, verdict } from './verdict.ts';

const policy = unread({
  kind: 'refused',
  trouble: 'forbidden',
  http: 403,
  code: 'forbidden',
  message: 'read answered 403 forbidden: Policy does not allow it',
});
/** Seen at that time on a cloud that has no action list, and said so before. */
const unlisted = (server: Server, seenAt = at(70)) => seeing(server, { seenAt, ...policy });
const known = (changes: Partial<Entry> = {}): Entry => anEntry({ noListAt: at(1), ...changes });
const sent = (send: Partial<Send>, changes: Partial<Entry> = {}): Entry => known({ sends: [aSend(send)], ...changes });

const calm = aServer({ updatedAt: NOON - 48 * 60 * MINUTE });
const lately = aServer({ updatedAt: at(-60) });
const touched = aServer({ updatedAt: at(20) });
const saw = { vmState: 'active', taskState: null, powerState: 1, updatedAt: lately.updatedAt ?? 0 };

describe('a cloud has no action list', () => {
  test('a cloud has no action list when it says so twice, five seconds apart', () => {
    expect(judged(unlisted(lately), anEntry())).toMatchObject({ kind: 'wait', atLeastMs: 5_000 });
    expect(verdict(unlisted(lately, at(5.999)), known())).toBe('wait');
    expect(verdict(unlisted(lately, at(6)), known())).toBe('send');
  });

  test('a cloud has an action list when this server’s was read before', () => {
    expect(verdict(unlisted(lately), known({ listRead: true }))).toBe('wait');
    const read = judged(seeing(lately, records()), known());
    expect(read.kind).toBe('send');
  });

  test.for([
    ['a page of a proxy', { kind: 'refused', trouble: 'endpoint', http: 404 }],
    ['a failure of Nova', { kind: 'ambiguous', trouble: 'server-error', http: 500, code: 'computeFault' }],
    ['no answer', { kind: 'ambiguous', trouble: 'unanswered' }],
    ['a list that is too long', { kind: 'transient', trouble: 'history' }],
    ['a token that is refused', { kind: 'refused', trouble: 'credentials', http: 401, code: 'unauthorized' }],
  ] as const)('a cloud may still have an action list after %s', ([, fault]) => {
    expect(verdict(seeing(lately, { seenAt: at(70), ...unread(fault) }), known())).toBe('wait');
  });

  test.for([
    ['policy', { trouble: 'forbidden', http: 403, code: 'forbidden' }],
    ['an unknown path', { trouble: 'endpoint', http: 404, code: '404 Not Found' }],
    ['no such record', { trouble: 'not-found', http: 404, code: 'itemNotFound' }],
    ['a method that is not allowed', { trouble: 'endpoint', http: 405, code: 'badMethod' }],
    ['a gateway without the route', { trouble: 'endpoint', http: 404, code: 'APIGW.0101' }],
  ] as const)('a cloud has no action list when it answers twice with %s', ([, fault]) => {
    expect(verdict(seeing(lately, { seenAt: at(70), ...unread({ kind: 'refused', ...fault }) }), known())).toBe('send');
  });
});

describe('without an action list', () => {
  test('without an action list a first stop needs a server that has not changed since before the request', () => {
    expect(judged(unlisted(lately), known()).because).toBe(
      'unchanged since 2026-11-23T11:59:00.000Z, before the request (this cloud has no action list)',
    );
    expect(judged(unlisted(touched), known())).toMatchObject({
      kind: 'wait',
      because: 'a restart cannot be ruled out: changed at 2026-11-23T12:00:20.000Z, and this cloud has no action list',
    });
    expect(verdict(unlisted(aServer({ updatedAt: null })), known())).toBe('wait');
    expect(verdict(unlisted(touched, at(3600)), known(), at(3600))).toBe('bury: expired');
  });

  test('without an action list a stop that was certainly refused is sent again on the evidence of a first one', () => {
    expect(verdict(unlisted(calm), sent({ state: 'refused' }))).toBe('send');
    expect(verdict(unlisted(touched), sent({ state: 'refused' }))).toBe('wait');
  });

  describe('a stop whose answer was lost', () => {
    const lost = (changes: Partial<Send> = {}) => sent({ state: 'unresolved', answeredAt: at(20), saw, ...changes });

    test('without an action list a stop never arrived when the server is as it was, once nothing can be late any more', () => {
      expect(verdict(unlisted(lately, at(130) - 1), lost(), at(130) - 1)).toBe('wait');
      expect(verdict(unlisted(lately, at(130)), lost(), at(130))).toBe('send');
    });

    test('without an action list a replica has 40 seconds, however short the quarantine is', () => {
      const young = lost({ markedAt: at(100) });
      expect(verdict(unlisted(lately, at(139)), young, at(221))).toBe('wait');
    });

    test.for<[string, Partial<Server>]>([
      ['it changed since', { updatedAt: at(30) }],
      ['its power is another', { powerState: 4 }],
      ['its state is another', { vmState: 'error' }],
    ])('without an action list a stop whose answer was lost stays open when %s', ([, changes]) => {
      expect(judged(unlisted({ ...lately, ...changes }, at(130)), lost(), at(130))).toMatchObject({
        kind: 'wait',
        because: 'our stop may have arrived: the server has changed since, and this cloud has no action list',
      });
      expect(verdict(unlisted({ ...lately, ...changes }, at(3600)), lost(), at(3600))).toBe('bury: unverified');
    });

    test('without an action list a stop whose answer was lost stays open when the server had changed shortly before it', () => {
      const { saw: _, ...unnoted } = aSend({ state: 'unresolved', answeredAt: at(20) });
      expect(verdict(unlisted(lately, at(130)), known({ sends: [unnoted] }), at(130))).toBe('wait');
    });

    test('without an action list a server that is off after a lost answer was already off', () => {
      expect(judged(unlisted(anOffServer(), at(130)), lost(), at(130))).toEqual({
        kind: 'done',
        outcome: 'already-stopped',
        because: 'off, this cloud has no action list to say by whose stop',
      });
    });
  });

  describe('a stop that was accepted', () => {
    test('without an action list an accepted stop is never sent again, whatever the server shows', () => {
      for (const server of [calm, lately, touched])
        for (const now of [at(70), at(500), at(3000)])
          expect(verdict(unlisted(server, now), sent({ state: 'accepted', saw }), now)).not.toBe('send');
      expect(verdict(unlisted(calm, at(911)), sent({ state: 'accepted', answeredAt: at(11) }), at(911))).toBe(
        'bury: unverified',
      );
    });

    test('without an action list a server that runs after it was seen stopped was started by a user', () => {
      const entry = sent({ state: 'accepted' }, { stoppedAt: at(30) });
      expect(judged(unlisted(touched), entry)).toEqual({
        kind: 'done',
        outcome: 'superseded',
        because: 'started again: it was stopped at 2026-11-23T12:00:30.000Z',
      });
    });

    test('without an action list a slow accepted stop says that a late race cannot be seen', () => {
      expect(judged(unlisted(anOffServer()), sent({ state: 'accepted', answeredAt: at(18) }))).toMatchObject({
        outcome: 'stopped',
        because: 'off after our stop, sent on `updated` alone: this cloud has no action list to show a late race',
      });
    });
  });
});
