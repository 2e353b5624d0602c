import { describe, expect, test } from 'vitest';
import type { ServerAction } from '../../../../lib/power/server.ts';
import { anAction, anEntry, aSend, aServer, at, MINUTE, NOON, records, seeing, unread } from '../../../builders.ts';
import { inAWord, judged, verdict } from './verdict.ts';

const changed = aServer({ updatedAt: at(20) });
// The records of a change that everybody can see: nothing lags.
const recorded = (...actions: ServerAction[]) => seeing(changed, records(...actions));

describe('the human wins', () => {
  for (const action of [
    'start',
    'reboot',
    'rebuild',
    'unshelve',
    'resume',
    'rescue',
    'unrescue',
    'restore',
    'create',
    'resize',
    'confirmResize',
    'revertResize',
    'evacuate',
    'resetState',
  ])
    test(`a user’s ${action} after the request ends the intent`, () => {
      const decision = judged(recorded(anAction({ action, startedAt: at(20) })));
      expect(inAWord(decision)).toBe('done: superseded');
      expect(decision.because).toBe(`${action} at 2026-11-23T12:00:20.000Z`);
    });

  for (const action of ['stop', 'pause', 'unpause', 'lock', 'createImage', 'attach_volume', 'changePassword', 'delete'])
    test(`a user’s ${action} after the request does not keep the stop from leaving`, () => {
      expect(verdict(recorded(anAction({ action, startedAt: at(20) })))).toBe('send');
    });

  test('a power-on counts as after the request from less than five seconds before it', () => {
    expect(
      verdict(recorded(anAction({ startedAt: NOON - 4_999 }), anAction({ action: 'lock', startedAt: at(20) }))),
    ).toBe('done: superseded');
    expect(
      verdict(recorded(anAction({ startedAt: NOON - 5_000 }), anAction({ action: 'lock', startedAt: at(20) }))),
    ).toBe('send');
  });

  test('a power-on that failed was still a user’s wish', () => {
    expect(verdict(recorded(anAction({ startedAt: at(20), failed: true })))).toBe('done: superseded');
  });

  test('a power-on by our own user counts as another user’s', () => {
    expect(verdict(recorded(anAction({ startedAt: at(20), userId: 'ours' })))).toBe('done: superseded');
  });

  test('the newest power-on in Nova’s list is named as the reason', () => {
    const seen = recorded(
      anAction({ action: 'reboot', startedAt: at(20), requestId: 'req-2' }),
      anAction({ action: 'start', startedAt: at(25) }),
    );
    expect(judged(seen).because).toContain('reboot');
  });

  test('a start under way from after the request ends the intent, and one from before it is waited for', () => {
    const coming = aServer({ vmState: 'stopped', taskState: 'powering-on', powerState: 4 });
    expect(verdict(seeing(coming, records(anAction({ startedAt: at(20) }))))).toBe('done: superseded');
    expect(verdict(seeing(coming, records(anAction({ startedAt: at(-60) }))))).toBe('wait');
    expect(verdict(seeing(coming, unread()))).toBe('wait');
  });

  test('an unshelve under way from after the request ends the intent', () => {
    const coming = aServer({ vmState: 'shelved', taskState: 'spawning', powerState: 4 });
    expect(verdict(seeing(coming, records(anAction({ action: 'unshelve', startedAt: at(20) }))))).toBe(
      'done: superseded',
    );
  });

  test('a power-on after our stop ends the intent, whatever became of that stop', () => {
    for (const state of ['unresolved', 'accepted', 'failed'] as const) {
      const entry = anEntry({ sends: [aSend({ state, openstackRequestId: 'req-ours' })] });
      const history = records(
        anAction({ action: 'reboot', startedAt: at(40) }),
        anAction({ action: 'stop', startedAt: at(11), requestId: 'req-ours', failed: state === 'failed' }),
      );
      expect(verdict(seeing(changed, history), entry), state).toBe('done: superseded');
    }
  });
});

describe('Ironic’s echo is nobody’s wish', () => {
  const echo = anAction({
    startedAt: at(20),
    requestId: 'req-echo',
    userId: 'ironic',
    events: ['compute_power_update'],
  });

  for (const action of ['start', 'reboot', 'rebuild'])
    test(`a power-on that Ironic reports is an echo when a ${action} within 15 minutes before the request explains it`, () => {
      expect(verdict(recorded(echo, anAction({ action, startedAt: at(-600) })))).toBe('send');
    });

  test('Ironic’s echo comes less than 15 minutes after its origin, exactly', () => {
    const start = (ms: number) => recorded(echo, anAction({ startedAt: echo.startedAt - ms }));
    expect(verdict(start(15 * MINUTE - 1))).toBe('send');
    expect(verdict(start(15 * MINUTE))).toBe('done: superseded');
  });

  test('a power-on that Ironic reports without an origin is a user’s', () => {
    expect(verdict(recorded(echo))).toBe('done: superseded');
    expect(verdict(recorded(echo, anAction({ action: 'stop', startedAt: at(-600) })))).toBe('done: superseded');
  });

  test('Ironic’s echoes do not explain themselves or each other', () => {
    const alone = { ...echo, startedAt: at(-1) };
    const other = { ...echo, startedAt: at(-4), requestId: 'req-other' };
    expect(verdict(recorded(alone))).toBe('done: superseded');
    expect(verdict(recorded(alone, other))).toBe('done: superseded');
    expect(verdict(recorded(echo, { ...echo, requestId: 'req-other' }))).toBe('done: superseded');
  });

  test('an origin of an echo after the request is itself a power-on', () => {
    expect(verdict(recorded(echo, anAction({ action: 'reboot', startedAt: at(1) })))).toBe('done: superseded');
  });

  test('a start with other events, more events or hidden events is a user’s', () => {
    const origin = anAction({ startedAt: at(-600) });
    const { events, ...untold } = echo;
    for (const start of [
      untold,
      { ...echo, events: [] },
      { ...echo, events: ['compute_start_instance'] },
      { ...echo, events: ['compute_power_update', 'compute_start_instance'] },
      { ...echo, action: 'reboot' },
    ])
      expect(verdict(recorded(start, origin)), JSON.stringify(start)).toBe('done: superseded');
  });
});
