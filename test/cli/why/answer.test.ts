import { describe, expect, test } from 'vitest';
import { answerOf } from '../../../cli/why/answer.ts';
import type { Facts } from '../../../cli/why/facts.ts';
import { REASONS } from '../../../lib/power/outcome.ts';
import {
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
  unread,
} from '../../builders.ts';
import { ASKED_AT, facts, isOff, isOn, looked } from './facts.ts';

/** Cause and sentence, as they go on after the server's name. */
const why = (changes: Partial<Facts>): readonly [string, string] => {
  const { cause, text } = answerOf(facts(changes));
  return [cause, text];
};

const REQUEST = 'webhook evening of 2026-11-23 12:00:00Z';
const NEVER = 'no request asked for its stop since 2026-11-22 00:00:00Z';

const ended = (kind: 'stopped' | 'already-stopped' | 'superseded' | 'held' | 'rehearsed', because: string) =>
  anEntry({
    sends: kind === 'stopped' ? [aSend({ openstackRequestId: 'req-ours', markedAt: at(3), answeredAt: at(4) })] : [],
    ending: { kind, because, endedAt: at(48) },
  });
const STOPPED = ended('stopped', 'off after our stop');
const buried = (failure = aFailure(), kind: 'dead-lettered' | 'burying' = 'dead-lettered') =>
  anEntry({ ending: { kind, because: failure.because, failure } });

const ourStop = anAction({ action: 'stop', requestId: 'req-ours', userId: 'stack', startedAt: at(4), endedAt: at(46) });
const by = (action: string, seconds: number, changes: Parameters<typeof anAction>[0] = {}) =>
  anAction({ action, requestId: `req-${action}-${seconds}`, userId: 'kim', startedAt: at(seconds), ...changes });
const report = (action: string, seconds: number) => by(action, seconds, { events: ['compute_power_update'] });
const NO_LIST = unread({ kind: 'refused', trouble: 'forbidden', http: 404, code: 'itemNotFound', message: 'HTTP 404' });
const withoutList = (seen: { readonly seen: object }) => ({ seen: { ...seen.seen, ...NO_LIST } }) as Partial<Facts>;

describe('why a server is off', () => {
  test.each([
    [
      'our stop',
      { entries: [STOPPED], ...isOff(ourStop) },
      ['our-stop', `off since 2026-11-23 12:00:46Z: our stop, asked for by ${REQUEST}`],
    ],
    [
      'our stop, which Ironic has reported too',
      { entries: [STOPPED], ...isOff(report('stop', 46), ourStop) },
      ['our-stop', `off since 2026-11-23 12:00:46Z: our stop, asked for by ${REQUEST}`],
    ],
    [
      'a user’s stop, after our request found the server off',
      { entries: [ended('already-stopped', 'off')], ...isOff(by('stop', -60)) },
      ['user', 'off since 2026-11-23 11:59:00Z: stop by user kim'],
    ],
    [
      'a user’s stop after our stop and a start',
      { entries: [STOPPED], ...isOff(by('stop', 7200), by('start', 3600), ourStop) },
      ['user', 'off since 2026-11-23 14:00:00Z: stop by user kim'],
    ],
    [
      'our stop after a failed start of a user',
      { entries: [STOPPED], ...isOff(by('start', 3600, { failed: true }), ourStop) },
      ['our-stop', `off since 2026-11-23 12:00:46Z: our stop, asked for by ${REQUEST}`],
    ],
    [
      'somebody at the machine',
      { ...isOff(report('stop', 3600)) },
      ['machine', 'off since 2026-11-23 13:00:00Z: powered off at the machine, not through Nova'],
    ],
    [
      'a user’s shelving',
      looked(aServer({ vmState: 'shelved_offloaded', powerState: null }), by('shelve', 60)),
      ['user', 'off since 2026-11-23 12:01:00Z: shelve by user kim'],
    ],
    [
      'something that no record shows',
      { entries: [STOPPED], ...isOff(by('start', 3600), ourStop) },
      [
        'not-known',
        `off, and no action record says by whom: at the machine, or by Nova; ${REQUEST} had it off at 2026-11-23 12:00:48Z: off after our stop`,
      ],
    ],
    [
      'our stop, at a cloud without an action list',
      { entries: [STOPPED], ...withoutList(isOff()) },
      [
        'our-stop',
        `off, and this cloud shows no action list; ${REQUEST} had it off at 2026-11-23 12:00:48Z: off after our stop`,
      ],
    ],
    [
      'a stop that may be ours, as its answer was lost and our user is not known',
      {
        entries: [anEntry({ sends: [aSend({ state: 'unresolved', markedAt: at(5) })] })],
        ...isOff(by('stop', 6)),
      },
      ['user', 'off since 2026-11-23 12:00:06Z: stop by user kim (or our stop whose answer was lost)'],
    ],
    [
      'a stop that may be ours, as the ledger was not read',
      { ledgerUnread: 'dynamodb:Query is not allowed', ...isOff(by('stop', 6)) },
      ['user', 'off since 2026-11-23 12:00:06Z: stop by user kim (or our stop: the ledger was not read)'],
    ],
  ] as const)('It is off by %s', (_, changes, answer) => {
    expect(why(changes)).toEqual(answer);
  });
});

describe('why a server is on', () => {
  const wait = (because: string) => [{ at: at(9), decision: 'wait', because }];

  test.each([
    ['nobody has asked', isOn(), ['never-asked', `on: ${NEVER}`]],
    [
      'a user started it, and nobody has asked',
      isOn(by('start', 60)),
      ['never-asked', `on since 2026-11-23 12:01:00Z: start by user kim; ${NEVER}`],
    ],
    [
      'it was only rehearsed',
      { entries: [anEntry({ intent: anIntent({ dryRun: true }) })], ...isOn() },
      ['never-asked', `on: ${NEVER}, but for a rehearsal, ${REQUEST}`],
    ],
    [
      'a user started it after our stop',
      { entries: [STOPPED], ...isOn(by('start', 3600, { endedAt: at(3660) }), ourStop) },
      [
        'user',
        `on since 2026-11-23 13:01:00Z: start by user kim; before that, ${REQUEST} had it off at 2026-11-23 12:00:48Z: off after our stop`,
      ],
    ],
    [
      'somebody at the machine powered it on after our stop',
      { entries: [STOPPED], ...isOn(report('start', 3600), ourStop) },
      [
        'machine',
        `on since 2026-11-23 13:00:00Z: powered on at the machine, not through Nova; before that, ${REQUEST} had it off at 2026-11-23 12:00:48Z: off after our stop`,
      ],
    ],
    [
      'it came on after our stop and no record says how',
      { entries: [STOPPED], ...isOn(ourStop) },
      [
        'not-known',
        `on: ${REQUEST} had it off at 2026-11-23 12:00:48Z: off after our stop; no action record says how it came on again: at the machine, or by Nova`,
      ],
    ],
    [
      'it came on after our stop at a cloud without an action list',
      { entries: [STOPPED], ...withoutList(isOn()) },
      [
        'not-known',
        `on: ${REQUEST} had it off at 2026-11-23 12:00:48Z: off after our stop; this cloud shows no action list`,
      ],
    ],
    [
      'a user’s start was newer than the request',
      { entries: [ended('superseded', 'start at 2026-11-23T12:00:02.000Z')], ...isOn(by('start', 2)) },
      [
        'superseded',
        `on since 2026-11-23 12:00:02Z: start by user kim; ${REQUEST} left it alone: start at 2026-11-23T12:00:02.000Z`,
      ],
    ],
    [
      'a user’s start, by a clock four seconds behind, was newer than the request',
      { entries: [ended('superseded', 'start at 2026-11-23T11:59:56.000Z')], ...isOn(by('start', -4)) },
      [
        'superseded',
        `on since 2026-11-23 11:59:56Z: start by user kim; ${REQUEST} left it alone: start at 2026-11-23T11:59:56.000Z`,
      ],
    ],
    [
      'our stop was undone by a start that it had overrun',
      {
        entries: [
          ended(
            'superseded',
            'start at 2026-11-23T12:02:00.000Z, after our stop had undone reboot at 2026-11-23T12:00:03.000Z',
          ),
        ],
        ...isOn(by('start', 120), ourStop, by('reboot', 3)),
      },
      [
        'superseded',
        `on since 2026-11-23 12:02:00Z: start by user kim; ${REQUEST} left it alone: start at 2026-11-23T12:02:00.000Z, after our stop had undone reboot at 2026-11-23T12:00:03.000Z`,
      ],
    ],
    [
      'a mark holds it',
      { entries: [ended('held', 'marked lights-out: protected')], ...looked(aServer({ tags: ['lights-out'] })) },
      ['held', `on: ${REQUEST} left it on: marked lights-out: protected`],
    ],
    [
      'a setting held it, and now a lock does too',
      { entries: [ended('held', 'NEVER_STOP names it')], ...looked(aServer({ locked: true, lockedReason: 'audit' })) },
      ['held', `on: ${REQUEST} left it on: NEVER_STOP names it; now locked: "audit"`],
    ],
    [
      'it is paused, which cannot be stopped',
      { entries: [buried()], ...looked(aServer({ vmState: 'paused', powerState: 3 })) },
      ['dead-letter', `on (paused, power on): ${REQUEST} is a dead letter (not-stoppable): vm_state is paused`],
    ],
    [
      'the request waits',
      { entries: [anEntry({ history: wait('busy: task_state is rebuilding') })], ...isOn() },
      ['waiting', `on: ${REQUEST} waits: busy: task_state is rebuilding; until 2026-11-23 13:00:00Z`],
    ],
    [
      'the request waits for its accepted stop',
      { entries: [anEntry({ sends: [aSend({ answeredAt: at(11) })], history: wait('powering off') })], ...isOn() },
      ['waiting', `on: ${REQUEST} waits: its stop was accepted at 2026-11-23 12:00:11Z, powering off`],
    ],
    [
      'its first look is under way',
      { entries: [anEntry()], ...isOn() },
      ['waiting', `on: ${REQUEST} waits: the first look is under way; until 2026-11-23 13:00:00Z`],
    ],
    [
      'its dead letter is on its way',
      { entries: [buried(aFailure(), 'burying')], ...isOn() },
      ['waiting', `on: ${REQUEST} is a dead letter on its way (not-stoppable): vm_state is paused`],
    ],
    [
      'the request is on the roll and was not looked at',
      { rolls: [aRoll({ ids: [aServerId()] })], ...isOn() },
      [
        'waiting',
        'on: queue evening of 2026-11-23 12:00:00Z chose it, and no look at it is recorded yet, until 2026-11-23 13:00:00Z',
      ],
    ],
    [
      'the newest selection leaves it out, and two more',
      {
        rolls: [1, 2, 3].map((n) => aRoll({ requestId: `r${n}`, requestedAt: at(n), select: { tags: ['env=dev'] } })),
        ...isOn(),
      },
      [
        'left-out',
        'on: queue r3 of 2026-11-23 12:00:03Z left it out by --tag: does not fit "env=dev" (as the server is now) (and 2 more)',
      ],
    ],
    [
      'the request that would have had it stopped nothing',
      {
        entries: [STOPPED],
        rolls: [aRoll({ requestedAt: at(7200), select: { name: ['*'] }, verdict: 'too-many', because: '40', ids: [] })],
        ...isOn(by('start', 3600), ourStop),
      },
      [
        'stopped-nothing',
        'on since 2026-11-23 13:00:00Z: queue evening of 2026-11-23 14:00:00Z stopped nothing, too-many: 40',
      ],
    ],
    [
      'the request that meant it is too old to be the cause, and a newer one leaves it out',
      {
        sinceAt: NOON + HOUR,
        entries: [STOPPED],
        rolls: [aRoll({ requestedAt: at(7200), select: { tags: ['env=dev'] } })],
        ...isOn(ourStop),
      },
      [
        'left-out',
        'on: queue evening of 2026-11-23 14:00:00Z left it out by --tag: does not fit "env=dev" (as the server is now)',
      ],
    ],
    [
      'the ledger was not read',
      { ledgerUnread: 'dynamodb:Query is not allowed', ...isOn(by('start', 60)) },
      [
        'not-known',
        'on since 2026-11-23 12:01:00Z: start by user kim; whether a request meant it is not known: dynamodb:Query is not allowed',
      ],
    ],
  ] as const)('It is on since %s', (_, changes, answer) => {
    expect(why(changes)).toEqual(answer);
  });

  test.each(REASONS)('It is on, and its dead letter says %s', (reason) => {
    const entries = [buried(aFailure({ reason, because: 'in words' }))];
    expect(why({ entries, ...isOn() })).toEqual([
      'dead-letter',
      `on: ${REQUEST} is a dead letter (${reason}): in words`,
    ]);
  });

  test('Of several requests the newest that meant it counts, and a replay makes one newer', () => {
    const morning = anEntry({
      intent: anIntent({ requestId: 'morning', requestedAt: at(-7200), replayedAt: at(60), notAfter: at(3660) }),
      history: wait('busy'),
    });
    expect(why({ entries: [STOPPED, morning], ...isOn() })).toEqual([
      'waiting',
      'on: webhook morning of 2026-11-23 10:00:00Z waits: busy; until 2026-11-23 13:01:00Z',
    ]);
  });

  test('A freeze that is on is said, once', () => {
    const freeze = { cloud: null, frozenAt: NOON, untilAt: ASKED_AT + HOUR, by: 'lee', why: 'audit' };
    const words = 'stops are frozen: all clouds until 2026-11-24 01:00:00Z by lee: audit';
    expect(why({ freezes: [freeze], ...isOn() })[1]).toBe(`on: ${NEVER}; ${words}`);
    expect(why({ freezes: [{ ...freeze, untilAt: ASKED_AT }], ...isOn() })[1]).toBe(`on: ${NEVER}`);
    const entries = [anEntry({ history: wait('frozen until 2026-11-24T01:00:00.000Z by lee: audit') })];
    expect(why({ entries, freezes: [freeze], ...isOn() })[1]).not.toContain('stops are frozen');
  });
});

describe('why a server is neither', () => {
  test.each([
    [
      'powers off by our stop',
      { entries: [anEntry({ sends: [aSend({ answeredAt: at(4), openstackRequestId: 'req-ours' })] })] },
      aServer({ taskState: 'powering-off' }),
      [ourStop],
      [
        'waiting',
        `changing (active, powering-off, power on): our stop at 2026-11-23 12:00:04Z; ${REQUEST} waits: its stop was accepted at 2026-11-23 12:00:04Z, the first look is under way`,
      ],
    ],
    [
      'powers off by a user’s stop',
      {},
      aServer({ taskState: 'powering-off' }),
      [by('stop', 4)],
      ['user', 'changing (active, powering-off, power on): stop by user kim at 2026-11-23 12:00:04Z'],
    ],
    [
      'is called stopped with its power on',
      { entries: [buried(aFailure({ reason: 'unverified', because: 'the power is still on' }))] },
      aServer({ vmState: 'stopped', powerState: 1 }),
      [],
      [
        'dead-letter',
        `neither proven off nor on (stopped, power on): look at the machine; ${REQUEST} is a dead letter (unverified): the power is still on`,
      ],
    ],
    [
      'is in error without power',
      {},
      aServer({ vmState: 'error', powerState: 0 }),
      [],
      ['not-known', 'neither proven off nor on (error, power not told): look at the machine'],
    ],
  ] as const)('A server that %s is not called off', (_, changes, server, actions, answer) => {
    expect(why({ ...changes, ...looked(server, ...actions) })).toEqual(answer);
  });

  test('A server that is gone says who deleted it, or that it is not in the project', () => {
    const gone = { kind: 'not-found', seenAt: ASKED_AT, offsetMs: null, userId: null } as const;
    const history = { kind: 'actions', actions: [by('delete', 60), by('create', -60)] } as const;
    expect(why({ seen: { ...gone, history } })).toEqual(['user', 'deleted since 2026-11-23 12:01:00Z: by user kim']);
    expect(why({ seen: { ...gone, ...unread() } })).toEqual(['not-known', 'not in the project']);
  });

  test.each([
    [
      { entries: [STOPPED] },
      ['our-stop', `by the ledger, ${REQUEST} had it off at 2026-11-23 12:00:48Z: off after our stop`],
    ],
    [{}, ['never-asked', NEVER]],
    [{ ledgerUnread: 'denied' }, ['not-known', 'nothing is known: denied']],
  ] as const)('Without a live look the answer claims nothing about now: %j', (changes, [cause, words]) => {
    expect(why({ ...changes, unseen: 'cloud otc is not configured' })).toEqual([
      cause,
      `${words}; whether it is off now was not seen: cloud otc is not configured`,
    ]);
  });

  test('A user’s stop within a minute of the question has no end yet, and counts from its beginning', () => {
    const stop = by('stop', 60, { startedAt: ASKED_AT - MINUTE, endedAt: null });
    expect(answerOf(facts(isOff(stop)))).toMatchObject({ sinceAt: ASKED_AT - MINUTE, userId: 'kim', power: 'off' });
  });

  test('An action list that failed to be read is named with its fault', () => {
    const { seen } = isOff();
    expect(why({ seen: { ...seen, history: { kind: 'fault', fault: aFault({ message: 'HTTP 503' }) } } })[1]).toBe(
      'off, and the action list was not read: HTTP 503',
    );
  });
});
