import { describe, expect, test } from 'vitest';
import type { Facts } from '../../../cli/why/facts.ts';
import { timeLineOf } from '../../../cli/why/time-line.ts';
import { idsDigest } from '../../../lib/message/select-body.ts';
import { HISTORY_MAX } from '../../../lib/power/entry.ts';
import { idsPart } from '../../../lib/power/roll.ts';
import {
  ARN,
  aFailure,
  aFault,
  anAction,
  anEntry,
  anIntent,
  aRoll,
  aSend,
  aServer,
  aServerId,
  at,
  HOUR,
  MINUTE,
  NOON,
  SECOND,
} from '../../builders.ts';
import { ASKED_AT, facts, isOff, isOn } from './facts.ts';

const OURS = 'req-ours';
const stopped = () =>
  anEntry({
    intent: anIntent({ source: 'schedule', requestId: `${ARN}@2026-11-23T12:00:00.000Z` }),
    sends: [
      aSend({
        markedAt: at(3),
        answeredAt: at(4),
        openstackRequestId: OURS,
        saw: { vmState: 'active', taskState: null, powerState: 1, updatedAt: NOON - HOUR },
      }),
    ],
    history: [
      { at: at(3), decision: 'send', because: 'unchanged since 11:00' },
      { at: at(4), decision: 'wait', because: 'Nova accepted the stop' },
      { at: at(9), decision: 'wait', because: 'powering off' },
      { at: at(20), decision: 'wait', because: 'powering off' },
      { at: at(48), decision: 'stopped', because: 'off after our stop' },
    ],
    server: { vmState: 'stopped', taskState: null, powerState: 4 },
    ending: { kind: 'stopped', because: 'off after our stop', endedAt: at(48) },
  });
const ourRecord = anAction({ action: 'stop', requestId: OURS, userId: 'stack', startedAt: at(4), endedAt: at(46) });

/** The lines, newest first, as `seconds after noon | what | because`. */
const lines = (changes: Partial<Facts>): readonly string[] =>
  timeLineOf(facts(changes)).events.map((event) => `${(event.at - NOON) / SECOND} | ${event.what} | ${event.because}`);

describe('the time line of a server', () => {
  test('Ledger and action log are one time line, newest first, and our own stop is in it once', () => {
    const start = anAction({ requestId: 'req-kim', userId: 'kim', startedAt: at(7200) });
    expect(lines({ entries: [stopped()], ...isOn(start, ourRecord) })).toEqual([
      '43200 | seen | active, power on',
      '7200 | start | by user kim: req-kim',
      '48 | stopped | off after our stop (seen: stopped, power off)',
      '20 | waits | powering off',
      '4 | stop accepted | Nova took our stop, done at 2026-11-23 12:00:46Z: req-ours',
      '3 | decided to stop | unchanged since 11:00 (seen: active, power on)',
      '0 | asked | schedule weekday-nights, until 2026-11-23 13:00:00Z',
    ]);
  });

  test('A decision that was repeated word by word is one line that counts', () => {
    const { events } = timeLineOf(facts({ entries: [stopped()] }));
    expect(events.find(({ because }) => because === 'powering off')).toMatchObject({
      at: at(20),
      ...{ times: 2, firstAt: at(9) },
    });
  });

  test('A replay is a line of its own, and names the deadline that it moved', () => {
    const intent = anIntent({ reason: 'ticket 12', replayedAt: NOON + 5 * HOUR, notAfter: NOON + 6 * HOUR });
    expect(lines({ entries: [anEntry({ intent })] })).toEqual([
      '18000 | replayed | an operator, until 2026-11-23 18:00:00Z',
      '0 | asked | webhook evening: ticket 12',
    ]);
  });

  test('A full history says that older decisions are not kept', () => {
    const history = Array.from({ length: HISTORY_MAX }, (_, n) => ({
      ...{ at: at(n + 1), decision: 'wait', because: `look ${n}` },
    }));
    expect(lines({ entries: [anEntry({ history })] }).at(-2)).toBe(
      '1 | … | older decisions are not kept: only the newest 20 are',
    );
  });

  test('The last decision of a request that still waits shows how the server was seen', () => {
    const history = [{ at: at(5), decision: 'wait', because: 'busy' }];
    const server = { vmState: 'active', taskState: 'rebuilding', powerState: 1 };
    expect(lines({ entries: [anEntry({ history, server })] })[0]).toBe(
      '5 | waits | busy (seen: active, rebuilding, power on)',
    );
  });

  test.each([
    [
      { state: 'refused', openstackRequestId: OURS, fault: aFault({ message: 'HTTP 409' }) },
      ['stop refused', 'HTTP 409: req-ours'],
    ],
    [
      { state: 'unresolved', fault: aFault({ message: 'timeout' }) },
      ['no answer', 'our stop may have arrived: timeout'],
    ],
    [
      { state: 'failed', openstackRequestId: OURS },
      ['stop failed', 'Nova took our stop, and its power-off failed: req-ours'],
    ],
    [{ state: 'accepted' }, ['stop accepted', 'Nova took our stop: no request id']],
  ] as const)('A send %j shows what Nova answered', (send, [what, because]) => {
    expect(lines({ entries: [anEntry({ sends: [aSend({ ...send, answeredAt: at(11) })] })] })[0]).toBe(
      `11 | ${what} | ${because}`,
    );
  });

  test('A stop whose answer was lost is recognised by the user of our other stops and the moment', () => {
    const lost = anEntry({
      intent: anIntent({ requestId: 'morning', requestedAt: at(3600) }),
      sends: [aSend({ state: 'unresolved', markedAt: at(3610) })],
    });
    const record = anAction({ action: 'stop', requestId: 'req-lost', userId: 'stack', startedAt: at(3611) });
    const shown = lines({ entries: [stopped(), lost], ...isOff(record, ourRecord) });
    expect(shown).toContain('3611 | stop accepted | Nova took our stop: req-lost');
    expect(shown.filter((line) => line.includes('req-lost'))).toHaveLength(1);
  });

  test('A stop that may be ours is not called a user’s without doubt while our user is not known', () => {
    const entry = anEntry({ sends: [aSend({ state: 'unresolved', markedAt: at(10) })] });
    const record = anAction({ action: 'stop', requestId: 'req-x', userId: 'somebody', startedAt: at(11) });
    expect(lines({ entries: [entry], ...isOff(record) })).toContain(
      '11 | stop | by user somebody, perhaps our stop whose answer was lost: req-x',
    );
  });

  test('What Ironic reports of our own stop is nobody’s wish, and a report without an origin is somebody at the machine', () => {
    const report = (action: string, seconds: number) =>
      anAction({ action, requestId: `req-${action}`, startedAt: at(seconds), events: ['compute_power_update'] });
    expect(
      lines({ entries: [stopped()], ...isOn(report('start', 3600), report('stop', 46), ourRecord) }).slice(1, 4),
    ).toEqual([
      '3600 | start | at the machine, not through Nova: req-start',
      '48 | stopped | off after our stop (seen: stopped, power off)',
      '46 | stop noted | part of what was done before: nobody asked for it',
    ]);
  });

  test('A failed action of a user says so, and a cloud that hides users is not guessed at', () => {
    const failed = anAction({ startedAt: at(60), userId: null, failed: true });
    expect(lines(isOn(failed))[1]).toBe('60 | start | by a user whom the cloud does not name, failed: req-somebody');
  });

  test('Two requests for one server share the time line, and a rehearsal is named as one', () => {
    const rehearsal = anEntry({
      intent: anIntent({ dryRun: true, requestId: 'trial', requestedAt: at(60) }),
      ending: { kind: 'rehearsed', because: 'would have been stopped: calm', endedAt: at(61) },
    });
    const shown = lines({ entries: [stopped(), rehearsal] });
    expect(shown.slice(0, 3)).toEqual([
      '61 | rehearsed | would have been stopped: calm',
      '60 | asked | rehearsal, webhook trial, until 2026-11-23 13:00:00Z',
      '48 | stopped | off after our stop (seen: stopped, power off)',
    ]);
  });

  test.each([
    ['burying', 'on its way: '],
    ['dead-lettered', ''],
  ] as const)('An ending %s is one line with its reason', (kind, state) => {
    const failure = aFailure();
    const history = [{ at: failure.failedAt, decision: 'not-stoppable', because: 'vm_state is paused' }];
    const entry = anEntry({ history, ending: { kind, because: 'vm_state is paused', failure } });
    expect(lines({ entries: [entry] })[0]).toBe(`60 | dead letter | ${state}not-stoppable: vm_state is paused`);
    expect(lines({ entries: [entry] })).toHaveLength(2);
  });

  test('What was before the time that is shown is counted', () => {
    const { events, older } = timeLineOf(facts({ entries: [stopped()], ...isOn(anAction()), sinceAt: at(5) }));
    expect(events.map(({ at: moment }) => moment)).toEqual([ASKED_AT, at(48), at(20)]);
    expect(older).toBe(4);
  });

  test('A live look shows a lock, a mark, and that the server is gone', () => {
    const marked = aServer({ tags: ['lights-out'] });
    const { seen } = isOn();
    expect(lines({ seen: { ...seen, server: marked } })).toEqual([
      '43200 | seen | active, power on; marked lights-out: protected',
    ]);
    expect(lines({ seen: { kind: 'not-found', seenAt: ASKED_AT, offsetMs: null, userId: null } })).toEqual([
      '43200 | seen | no server of this id in the project',
    ]);
  });

  test('A freeze shows who froze what and why, and one that is over shows when', () => {
    const freeze = { cloud: null, frozenAt: at(60), untilAt: ASKED_AT + HOUR, by: 'arn:lee', why: 'audit' };
    const words = 'all clouds until 2026-11-24 01:00:00Z by arn:lee: audit';
    expect(lines({ freezes: [freeze] })).toEqual([`60 | frozen | ${words}`]);
    const over = { ...freeze, cloud: 'otc', untilAt: at(120) };
    expect(lines({ freezes: [over] }).map((line) => line.split(' | ')[1])).toEqual(['freeze over', 'frozen']);
  });
});

const byId = (changes: Parameters<typeof aRoll>[0] = {}) => {
  const { select: _, atMost: _atMost, counts: _counts, ...roll } = aRoll({ ids: [], ...changes });
  return roll;
};

describe('the requests that led to nothing', () => {
  const dev = { tags: ['env=dev'] };

  test.each([
    ['leaves it out', aRoll({ select: dev }), 'left it out by --tag: does not fit "env=dev" (as the server is now)'],
    [
      'chose it not, and would now',
      aRoll({ select: { name: ['db-*'] } }),
      'did not choose it then; as the server is now it would',
    ],
    [
      'would have had it',
      aRoll({ select: { name: ['*'] }, verdict: 'too-many', because: '40 of 99', ids: [] }),
      'stopped nothing, too-many: 40 of 99',
    ],
    [
      'was excepted, and leaves it out all the same',
      aRoll({ select: dev, verdict: 'excepted', because: 'excepted: Xmas', ids: [] }),
      'left it out by --tag: does not fit "env=dev" (as the server is now)',
    ],
    [
      'matched nobody',
      aRoll({ select: { name: ['*'] }, verdict: 'none-matched', ids: [] }),
      'did not choose it then; as the server is now it would',
    ],
    ['has it on its roll', aRoll({ ids: [aServerId()] }), 'chose it, and no look at it is recorded yet'],
    [
      'names it alone',
      byId({ part: 'ids-1', digest: idsDigest([aServerId()]), verdict: 'excepted', because: 'excepted: Xmas' }),
      'stopped nothing, excepted: Xmas',
    ],
    [
      'stopped nothing, and its list is not recorded',
      byId({ part: 'ids-2', digest: 'other', verdict: 'too-many', because: '2,000 servers' }),
      'stopped nothing, too-many: 2,000 servers; which servers it named is not recorded',
    ],
  ])('A request that %s says so', (_, roll, words) => {
    expect(lines({ rolls: [roll], ...isOn() })[1]).toBe(
      `0 | ${words.startsWith('chose it,') ? 'asked' : 'not chosen'} | queue evening ${words}`,
    );
  });

  test('A list that stopped nothing is known by another night on which it named the server', () => {
    const part = idsPart('d');
    const chosen = byId({ part, digest: 'd', ids: [aServerId()], requestId: 'monday' });
    const excepted = byId({ part, digest: 'd', verdict: 'excepted', because: 'excepted: Xmas', requestedAt: at(60) });
    const entry = anEntry({ intent: anIntent({ source: 'queue', requestId: 'monday' }) });
    expect(lines({ rolls: [chosen, excepted], entries: [entry], ...isOn() })[1]).toBe(
      '60 | not chosen | queue evening stopped nothing, excepted: Xmas',
    );
  });

  test('A list of other servers has nothing to do with it', () => {
    expect(
      lines({ rolls: [byId({ part: 'ids-3', ids: [aServerId('5f0c1a3e-8d3b-4c52-9b1f-2f6f0f8f6a01')] })], ...isOn() }),
    ).toHaveLength(1);
  });

  test('A server that was created after the request, by its own record, is left out for that', () => {
    const created = anAction({ action: 'create', startedAt: NOON + MINUTE });
    expect(lines({ rolls: [aRoll({ select: { name: ['*'] } })], ...isOn(created) }).at(-1)).toBe(
      '0 | not chosen | queue evening left it out: the server was created after the request',
    );
  });

  test('Without a live look a selection is not judged', () => {
    expect(lines({ rolls: [aRoll({ select: dev })], unseen: 'cloud otc is not configured' })).toEqual([
      '0 | not chosen | queue evening did not choose it: the server was not looked at, so its selection cannot be judged',
    ]);
  });

  test('While entries cannot be read nobody says that no look is recorded', () => {
    expect(lines({ rolls: [aRoll({ ids: [aServerId()] })], ledgerUnread: 'dynamodb:Query is not allowed' })).toEqual(
      [],
    );
  });
});
