import fc from 'fast-check';
import type { Rules } from '../../../../lib/power/decide/decision.ts';
import { learn } from '../../../../lib/power/decide/learn.ts';
import type { Entry } from '../../../../lib/power/entry.ts';
import { NO_GUARDS } from '../../../../lib/power/guard/guards.ts';
import type { Observation } from '../../../../lib/power/observation.ts';
import type { Server, ServerAction } from '../../../../lib/power/server.ts';
import {
  aFault,
  anAction,
  anEntry,
  anIntent,
  aSend,
  aServer,
  at,
  HOUR,
  NOON,
  SECOND,
  seeing,
  TIMING,
} from '../../../builders.ts';

/** A moment in the life of an intent. */
export interface Life {
  readonly observation: Observation;
  readonly entry: Entry;
  readonly now: number;
  readonly rules: Rules;
}

const seconds = (from: number, to: number) => fc.integer({ min: from * 1000, max: to * 1000 }).map((ms) => NOON + ms);
const moments = fc.oneof(
  seconds(-3600, 8000),
  seconds(-6, 6),
  fc.constantFrom(at(3590), at(3600), at(3600) - 1, at(130), at(910), at(90_000)),
);

const servers = fc
  .record({
    vmState: fc.constantFrom(
      'active',
      'active',
      'active',
      'active',
      'active',
      'error',
      'stopped',
      'building',
      'paused',
      'deleted',
      'shelved',
    ),
    taskState: fc.constantFrom(
      null,
      null,
      null,
      null,
      null,
      null,
      null,
      'powering-off',
      'powering-on',
      'reboot_started',
      'rebuilding',
      'deleting',
    ),
    powerState: fc.constantFrom(null, 0, 1, 3, 4, 4, 4, 6, 7),
    locked: fc.constantFrom(true, false, false, false, null),
    launched: fc.constantFrom(true, true, true, false, null),
    updatedAt: fc.oneof(fc.constant(null), fc.constant(NOON - 48 * HOUR), moments),
  })
  .map((changes) => aServer(changes));

const actions = fc.array(
  fc
    .record({
      action: fc.constantFrom('start', 'stop', 'stop', 'reboot', 'rebuild', 'lock', 'delete', 'createImage'),
      requestId: fc.constantFrom('req-ours', 'req-a', 'req-b', 'req-c'),
      userId: fc.constantFrom('ours', 'somebody', null),
      startedAt: moments,
      failed: fc.boolean(),
      events: fc.constantFrom(undefined, [], ['compute_power_update'], ['compute_start_instance']),
    })
    .map(({ events, ...action }): ServerAction => anAction(events === undefined ? action : { ...action, events })),
  { maxLength: 4 },
);
const faults = fc
  .record({
    kind: fc.constantFrom('refused', 'transient', 'ambiguous'),
    trouble: fc.constantFrom('forbidden', 'endpoint', 'credentials', 'unavailable', 'unanswered'),
  } as const)
  .map(aFault);
const histories = fc.oneof(
  fc.constant({}),
  actions.map((list) => ({ history: { kind: 'actions', actions: list } }) as const),
  faults.map((fault) => ({ history: { kind: 'fault', fault } }) as const),
);
const offsets = fc.constantFrom(0, 0, 0, 0, 0, 2_000, -30_000, 30_001, null);

const sends = fc.array(
  fc
    .record({
      markedAt: seconds(0, 3590),
      state: fc.constantFrom('unresolved', 'accepted', 'refused', 'failed'),
      tookMs: fc.constantFrom(undefined, 0, 400, 10_000),
      openstackRequestId: fc.constantFrom(undefined, 'req-ours', 'req-a'),
    } as const)
    .map(({ tookMs, openstackRequestId, ...send }) =>
      aSend({
        ...send,
        evidenceAt: send.markedAt - SECOND,
        ...(tookMs === undefined ? {} : { answeredAt: send.markedAt + tookMs }),
        ...(openstackRequestId === undefined ? {} : { openstackRequestId }),
      }),
    ),
  { maxLength: 3 },
);
const entries = fc
  .record({
    dryRun: fc.constantFrom(false, false, true),
    sends: fc.oneof(fc.constant([]), sends),
    notFoundAt: fc.option(moments, { nil: undefined }),
    poweredAt: fc.option(moments, { nil: undefined }),
    unexplainedAt: fc.option(moments, { nil: undefined }),
  })
  .map(({ dryRun, sends, notFoundAt, poweredAt, unexplainedAt }) =>
    anEntry({
      intent: anIntent({ dryRun }),
      sends: sends.toSorted((a, b) => a.markedAt - b.markedAt),
      ...(notFoundAt === undefined ? {} : { notFoundAt }),
      ...(poweredAt === undefined ? {} : { poweredAt }),
      ...(unexplainedAt === undefined ? {} : { unexplainedAt }),
    }),
  );

const UNGUARDED_RULES: Rules = { guards: NO_GUARDS };

/** A moment in any intent's life: what was seen up to four seconds ago, and what the entry learnt from it. */
export const lives: fc.Arbitrary<Life> = fc
  .record({
    server: servers,
    history: histories,
    offsetMs: offsets,
    fault: faults,
    entry: entries,
    now: moments,
  })
  .chain(({ server, history, offsetMs, fault, entry, now }) =>
    fc.integer({ min: 0, max: 4_000 }).chain((ageMs) => {
      const seenAt = now - ageMs;
      return fc
        .constantFrom<Observation>(
          { kind: 'server', seenAt, offsetMs, server, userId: 'ours', ...history },
          { kind: 'server', seenAt, offsetMs, server, userId: 'ours', ...history },
          { kind: 'server', seenAt, offsetMs, server, userId: 'ours', ...history },
          { kind: 'not-found', seenAt, offsetMs, userId: 'ours', ...history },
          { kind: 'fault', seenAt, fault },
          { kind: 'not-looked' },
        )
        .map((observation) => ({ observation, entry: learn(entry, observation, TIMING), now, rules: UNGUARDED_RULES }));
    }),
  );

const stops = fc.array(
  fc
    .record({
      requestId: fc.constantFrom('req-ours', 'req-a'),
      userId: fc.constantFrom('ours', 'somebody', null),
      startedAt: seconds(0, 3590),
      failed: fc.boolean(),
    })
    .map((changes) => anAction({ action: 'stop', ...changes })),
  { maxLength: 2 },
);

/** The moments that tempt to send again: something was sent, the server runs idle, and nobody powered it on. */
export const temptations: fc.Arbitrary<Life> = fc
  .record({ stops, sends, now: seconds(0, 3590) })
  .map(({ stops: actions, sends, now }) => {
    const entry = anEntry({ sends: sends.toSorted((a, b) => a.markedAt - b.markedAt), unexplainedAt: NOON - HOUR });
    const server = aServer({ updatedAt: at(20) });
    const observation: Observation = {
      kind: 'server',
      seenAt: now,
      offsetMs: 0,
      server,
      userId: 'ours',
      history: { kind: 'actions', actions },
    };
    return { observation, entry: learn(entry, observation, TIMING), now, rules: UNGUARDED_RULES };
  });

const ALLOWED_ONLY = { ...NO_GUARDS, requiresAllow: true };

/** The moments that tempt to send past a guard: the server runs idle and unchanged for days, and may be marked, selected or neither. */
export const guardedMoments: fc.Arbitrary<Life> = fc
  .record({
    tags: fc.constantFrom<Server['tags'][]>([], null, ['lights-out'], ['lights-out=allow'], ['night']),
    metadata: fc.constantFrom<Record<string, string>[]>({}, { 'lights-out': 'keep' }, { 'lights-out-until': 'soon' }),
    locked: fc.constantFrom(true, false, null),
    intent: fc.constantFrom({}, { selectDigest: 'a'.repeat(64) }),
    guards: fc.constantFrom(NO_GUARDS, ALLOWED_ONLY),
    found: fc.constantFrom<Pick<Rules, 'select'>>(
      {},
      { select: { kind: 'select', select: { tags: ['night'] } } },
      { select: { kind: 'unread', because: 'throttled' } },
    ),
    now: seconds(0, 3590),
  })
  .map(({ tags, metadata, locked, intent, guards, found, now }) => ({
    observation: seeing(aServer({ tags, metadata, locked }), { seenAt: now }),
    entry: anEntry({ intent: anIntent(intent) }),
    now,
    rules: { guards, ...found },
  }));
