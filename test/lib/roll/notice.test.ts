import { describe, expect, test } from 'vitest';
import { REASONS } from '../../../lib/power/outcome.ts';
import { noticeOf } from '../../../lib/roll/notice.ts';
import type { Failed, Tally } from '../../../lib/roll/tally.ts';
import { aRoll, serverNo } from '../../builders.ts';

const aTally = (changes: Partial<Tally> = {}): Tally => ({
  servers: 4,
  outcomes: { stopped: 2, 'already-stopped': 1, 'dead-lettered': 1 },
  failures: [
    { serverId: serverNo(1), name: 'db-1', outcome: 'dead-lettered', reason: 'stuck', because: 'still powering off' },
  ],
  open: [],
  timeToOffMs: { p50: 45_000, max: 185_000 },
  ...changes,
});

const failures = (count: number): readonly Failed[] =>
  Array.from({ length: count }, (_, n) => ({
    serverId: serverNo(n),
    name: `ümlaut-${'x'.repeat(60)}`,
    outcome: 'dead-lettered',
    reason: 'expired',
    because: 'ö'.repeat(290),
  }));

describe('the message to people', () => {
  test('the message says what was asked, what became of it, what failed and what to do', () => {
    expect(noticeOf(aRoll(), aTally())).toEqual({
      subject: 'lights-out: 3 of 4 off, 1 failed, 0 open (evening)',
      text: [
        'Request evening',
        'from queue, for the cloud otc, at 2026-11-23T12:00:00.000Z, open until 2026-11-23T13:00:00.000Z',
        'Selected by {"tags":["env=dev"],"except":{"metadata":{"keep":["*"]}}}',
        'Listed 9, matched 2, left out by rule: 6 tags, 1 except.metadata',
        '',
        '4 servers: 2 stopped, 1 already-stopped, 1 dead-lettered',
        'Time to off: half within 45 s, all within 3 min 5 s',
        '',
        'Failed:',
        `  db-1 ${serverNo(1)}: stuck: still powering off`,
        '',
        'What to do (each failure is in the dead-letter queue):',
        '  stuck: look at nova-compute: the server is still powering off.',
      ].join('\n'),
    });
  });

  test('the message lists what is open', () => {
    const { subject, text } = noticeOf(
      aRoll(),
      aTally({ failures: [], open: [{ serverId: serverNo(7), because: 'being rebuilt' }] }),
    );
    expect(subject).toContain('0 failed, 1 open');
    expect(text).toContain(`Open:\n  ${serverNo(7)}: being rebuilt`);
    expect(text).toContain('read the outcome lines of these servers');
  });

  test('a schedule is called by its name', () => {
    const requestId =
      'arn:aws:scheduler:eu-central-1:123456789012:schedule/lights-out-prod/evening@2026-11-23T19:00:00.000Z';
    expect(noticeOf(aRoll({ source: 'schedule', requestId }), aTally()).subject).toBe(
      'lights-out: 3 of 4 off, 1 failed, 0 open (evening)',
    );
  });

  test('a request that stopped nothing says so, and why', () => {
    const roll = aRoll({ verdict: 'too-many', because: '41 matched, 40 allowed', ids: [] });
    const { subject, text } = noticeOf(roll, { servers: 0, outcomes: {}, failures: [], open: [] });
    expect(subject).toBe('lights-out: nothing stopped, too-many (evening)');
    expect(text).toContain('Nothing was stopped: too-many: 41 matched, 40 allowed');
    expect(text).toContain('narrow the selection or raise its cap');
  });

  test('a rehearsal is called one', () => {
    const { subject, text } = noticeOf(aRoll({ dryRun: true }), aTally({ outcomes: { rehearsed: 4 }, failures: [] }));
    expect(subject).toBe('lights-out: 4 rehearsed, 0 failed, 0 open (evening)');
    expect(text).toContain('A rehearsal: no stop was sent.');
  });

  test('every reason of a dead letter has words', () => {
    for (const reason of REASONS) {
      const failed = { serverId: serverNo(1), outcome: 'dead-lettered', reason, because: 'x' } as const;
      expect(noticeOf(aRoll(), aTally({ failures: [failed] })).text).toMatch(new RegExp(`  ${reason}: .+\\.$`));
    }
  });

  test('a thousand failures stay within 8 KB, and say how many are left out', () => {
    const { text } = noticeOf(aRoll(), aTally({ failures: failures(1000), open: failures(500) }));
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(8 * 1024);
    expect(text).toMatch(/Failed:\n(?: {2}ümlaut.*\n)+ {2}and \d{3} more\n/);
    expect(text).toMatch(/Open:\n(?: {2}ümlaut.*\n)+ {2}and \d{3} more\n/);
    expect(text).toContain('What to do');
  });

  test('a subject is at most 99 characters of printable ASCII, and no text brings a line of its own', () => {
    const evil = noticeOf(
      aRoll({ requestId: 'x'.repeat(256), cloud: 'a b' }),
      aTally({ failures: [{ serverId: serverNo(1), name: 'a\nSubject: b', outcome: 'otherwise', because: 'c\r\nd' }] }),
    );
    expect(evil.subject).toMatch(/^[ -~]{1,99}$/);
    expect(evil.text).toContain(`  a Subject: b ${serverNo(1)}: otherwise: c d`);
  });
});
