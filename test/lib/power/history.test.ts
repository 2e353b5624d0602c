import { describe, expect, test } from 'vitest';
import { changedAfter, nextActionToRead, powerOnAfter } from '../../../lib/power/history.ts';
import type { ServerAction } from '../../../lib/power/server.ts';
import { anAction, at, MINUTE, NOON } from '../../builders.ts';

const REPORT = ['compute_power_update'];
/** A power change that Ironic reported, after the request. */
const report = anAction({ requestId: 'req-report', startedAt: at(60), userId: 'ironic', events: REPORT });
const older = (action: string, changes: Partial<ServerAction> = {}) =>
  anAction({ action, requestId: `req-${action}`, startedAt: at(-600), ...changes });

// Names of nova/compute/instance_actions.py; what each does is in nova/compute/manager.py, and in its API for the last two.
const POWERS_ON = [
  'start',
  'reboot',
  'resume',
  'create',
  'rebuild',
  'evacuate',
  'unshelve',
  'rescue',
  'unrescue',
  'restore',
  'resize',
  'revertResize',
];
const WANTS_ON_AND_MOVES_NOTHING = ['confirmResize', 'resetState'];
const POWERS_OFF = ['stop', 'delete', 'shelve', 'shelveOffload', 'suspend'];
const MOVES_NOTHING = [
  'pause',
  'unpause',
  'migrate',
  'live-migration',
  'lock',
  'unlock',
  'createImage',
  'createBackup',
  'changePassword',
  'attach_volume',
  'swap_volume',
  'trigger_crash_dump',
];
const LASTS = ['create', 'rebuild', 'evacuate', 'unshelve', 'rescue', 'unrescue', 'restore'];

describe('a start that Ironic reported after the request', () => {
  test.for(POWERS_ON)('a start that Ironic reported is the echo of a %s before the request', (action) => {
    expect(powerOnAfter([report, older(action)], NOON)).toBeUndefined();
  });

  test.for(POWERS_ON)('a start that Ironic reported counts when the %s came after the request', (action) => {
    expect(powerOnAfter([report, older(action, { startedAt: at(1) })], NOON)).toBeDefined();
  });

  test.for(POWERS_OFF)(
    'a start that Ironic reported is a user’s when a %s is the newest power action before it',
    (action) => {
      const actions = [report, older(action, { startedAt: at(-120) }), older('start')];
      expect(powerOnAfter(actions, NOON)).toBe(report);
      expect(powerOnAfter([report, older(action, { startedAt: at(30) }), older('start')], NOON)).toBe(report);
    },
  );

  test.for(MOVES_NOTHING)('a start that Ironic reported is an echo even when a %s came in between', (action) => {
    expect(powerOnAfter([report, older(action, { startedAt: at(-60) }), older('start')], NOON)).toBeUndefined();
  });

  test.for(WANTS_ON_AND_MOVES_NOTHING)(
    'a start that Ironic reported is no echo of a %s, which moves no power',
    (action) => {
      expect(powerOnAfter([report, older(action)], NOON)).toBe(report);
    },
  );

  test('a start that Ironic reported is a user’s after a reported stop, unless that stop is an echo of an older one', () => {
    const off = older('stop', { startedAt: at(-60), events: REPORT });
    expect(powerOnAfter([report, off, older('start')], NOON)).toBe(report);
    expect(powerOnAfter([report, older('start', { startedAt: at(-30) }), off, older('stop')], NOON)).toBeUndefined();
  });

  test('an echo is found by the place in Nova’s list, whatever the whole seconds of the times say', () => {
    const [start, stop] = [older('start', { startedAt: at(-10) }), older('stop', { startedAt: at(-10) })];
    expect(powerOnAfter([report, start, stop], NOON)).toBeUndefined();
    expect(powerOnAfter([report, stop, start], NOON)).toBe(report);
  });

  test('a start that Ironic reported is no echo of a power-on that failed', () => {
    expect(powerOnAfter([report, older('start', { failed: true })], NOON)).toBe(report);
  });

  test('a start that Ironic reported is a user’s when the list ends before anything explains it', () => {
    expect(powerOnAfter([report], NOON)).toBe(report);
    expect(powerOnAfter([report, older('lock')], NOON)).toBe(report);
  });

  test('a start that Ironic reported a quarter of an hour later is no echo, since a reboot at the node looks the same', () => {
    const start = (ms: number) => older('start', { startedAt: report.startedAt - ms });
    expect(powerOnAfter([report, start(15 * MINUTE - 1)], NOON)).toBeUndefined();
    expect(powerOnAfter([report, start(15 * MINUTE)], NOON)).toBe(report);
  });

  test.for(LASTS)(
    'a start that Ironic reported is the end of a %s from before the request, however long that took',
    (action) => {
      const long = (endedAt?: number | null) =>
        older(action, { startedAt: at(-7200), ...(endedAt === undefined ? {} : { endedAt }) });
      expect(powerOnAfter([report, long()], NOON)).toBeUndefined();
      expect(powerOnAfter([report, long(null)], NOON)).toBeUndefined();
      expect(powerOnAfter([report, long(report.startedAt - 15 * MINUTE + 1)], NOON)).toBeUndefined();
      expect(powerOnAfter([report, long(report.startedAt - 15 * MINUTE)], NOON)).toBe(report);
    },
  );

  test('a start that Ironic reported explains no other one, and the first without an origin is a user’s', () => {
    const second = { ...report, requestId: 'req-second', startedAt: at(90) };
    expect(powerOnAfter([second, report], NOON)).toBe(report);
    expect(powerOnAfter([second, report, older('start')], NOON)).toBeUndefined();
  });
});

describe('what is asked about a list', () => {
  const start = anAction({ requestId: 'req-start', startedAt: at(60) });
  const asked = (actions: readonly ServerAction[], ...ids: string[]) => nextActionToRead(actions, NOON, new Set(ids));

  test('the record of a start after the request that may be an echo is read', () => {
    expect(asked([start, older('reboot')])).toBe(start);
    expect(asked([start, older('reboot')], 'req-start')).toBeUndefined();
    expect(asked([report, older('reboot')])).toBeUndefined();
  });

  test('no record is read whose events could not make it an echo', () => {
    for (const rest of [
      [],
      [older('stop')],
      [older('start', { failed: true })],
      [older('start', { startedAt: at(1) })],
    ])
      expect(asked([start, ...rest])).toBeUndefined();
    expect(asked([anAction({ startedAt: at(-60) }), older('reboot')])).toBeUndefined();
  });

  test('the end of long work is read when an echo came long after it began', () => {
    const create = older('create', { startedAt: at(-7200) });
    expect(asked([start, create])).toBe(start);
    expect(asked([report, create])).toBe(create);
    expect(asked([report, older('create')])).toBeUndefined();
    expect(asked([report, { ...create, endedAt: null }])).toBeUndefined();
    expect(asked([report, create], 'req-create')).toBeUndefined();
  });
});

describe('the starts and stops that Ironic reports while an image is written', () => {
  const rebuild = older('rebuild', { startedAt: at(-600), endedAt: at(120) });
  const reported = (action: 'start' | 'stop', seconds: number, changes: Partial<ServerAction> = {}) =>
    anAction({ action, requestId: `req-${action}-${seconds}`, startedAt: at(seconds), userId: 'ironic', ...changes });
  const booted = reported('start', 110);
  const halted = reported('stop', 100);
  const ofTheAgent = reported('start', -500);
  const list = (end: number | null | undefined): readonly ServerAction[] => {
    const { endedAt: _, ...open } = rebuild;
    return [booted, halted, ofTheAgent, end === undefined ? open : { ...rebuild, endedAt: end }];
  };

  test('A boot inside a rebuild that began before the request is nobody’s wish, though a halt came before it', () => {
    expect(powerOnAfter(list(at(120)), NOON)).toBeUndefined();
  });

  test('The boot that is reported after the rebuild has ended is its echo, though a halt came before it', () => {
    const after = reported('start', 125, { events: REPORT });
    expect(powerOnAfter([after, ...list(at(120))], NOON)).toBeUndefined();
  });

  test('A start after the rebuild has ended is a person’s once a halt came after it, too', () => {
    expect(powerOnAfter(list(at(90)), NOON)).toBe(booted);
  });

  test('The rebuild is asked for its end before a boot counts as a person’s, and only once', () => {
    expect(nextActionToRead(list(undefined), NOON, new Set())?.requestId).toBe('req-rebuild');
    expect(nextActionToRead(list(undefined), NOON, new Set(['req-rebuild']))).toBeUndefined();
    expect(powerOnAfter(list(undefined), NOON)).toBe(booted);
    expect(nextActionToRead(list(at(120)), NOON, new Set())).toBeUndefined();
  });

  test('A rebuild whose end stays open explains reports for a quarter of an hour, and none after it', () => {
    expect(powerOnAfter(list(null), NOON)).toBeUndefined();
    const stale = [reported('start', 301), reported('stop', 300), { ...rebuild, endedAt: null }];
    expect(powerOnAfter(stale, NOON)?.requestId).toBe('req-start-301');
  });

  test('Nobody asks for the end of a create when another user’s stop is between it and the start', () => {
    const actions = [reported('start', 60, { userId: 'somebody' }), reported('stop', -60), older('create')];
    expect(nextActionToRead(actions, NOON, new Set())).toBeUndefined();
    expect(powerOnAfter(actions, NOON)?.requestId).toBe('req-start-60');
  });

  test('A boot at the very end of the rebuild belongs to it', () => {
    expect(powerOnAfter(list(booted.startedAt), NOON)).toBeUndefined();
  });

  test('A lock between a rebuild and its boot changes nothing', () => {
    const lock = anAction({ action: 'lock', requestId: 'req-lock', startedAt: at(105), userId: 'somebody' });
    expect(powerOnAfter([booted, lock, halted, rebuild], NOON)).toBeUndefined();
  });

  test('A boot after another act than starts and stops is none of the rebuild below it', () => {
    const reboot = older('reboot', { startedAt: at(-100), userId: 'ironic' });
    expect(powerOnAfter([booted, reboot, rebuild], NOON)).toBe(booted);
  });

  test('A reboot after the request is a wish, also while a rebuild lasts', () => {
    const reboot = anAction({ action: 'reboot', requestId: 'req-reboot', startedAt: at(100), userId: 'ironic' });
    expect(powerOnAfter([reboot, rebuild], NOON)).toBe(reboot);
    expect(nextActionToRead([reboot, older('reboot')], NOON, new Set())).toBeUndefined();
  });

  test('A rebuild that is newer in the list explains no boot below it', () => {
    expect(powerOnAfter([rebuild, booted], NOON)).toBe(booted);
  });

  test('A rebuild whose end is known is not asked for again', () => {
    const started = reported('start', 130, { events: ['compute_start_instance'] });
    expect(nextActionToRead([started, rebuild], NOON, new Set())).toBeUndefined();
  });

  test('A create is asked for its end from a quarter of an hour before the report on', () => {
    const { endedAt: _, ...open } = older('create', { startedAt: report.startedAt - 15 * MINUTE });
    expect(nextActionToRead([report, open], NOON, new Set())).toBe(open);
  });

  test('A rebuild after the request is a power-on by itself, and its end is not asked for', () => {
    const since = older('rebuild', { startedAt: at(10), endedAt: at(120) });
    expect(powerOnAfter([booted, halted, since], NOON)).toBe(since);
  });
});

test('a change counts as after the request from five seconds before it, in the whole second that Nova shows', () => {
  expect(changedAfter(at(-6), NOON)).toBe(false);
  expect(changedAfter(at(-6) + 1, NOON)).toBe(true);
});
