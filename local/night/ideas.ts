import { type ServerPlan, stopsAtOnce } from '../../cloud/machines/server-plan.ts';
import type { Role } from './cast.ts';
import { NIGHT_TAG, ON_CALL_TAG } from './select-messages.ts';

const A_MINUTE_MS = 60_000;

/** A server of the night before it has a name and an id. `plan` is null: the cloud does not know it. */
export type Idea = Omit<Role, 'serverId' | 'name' | 'plan' | 'caller'> & { readonly plan?: Partial<ServerPlan> | null };

/** A server with nothing about it. */
export const CALM: Idea = { is: 'nothing', shows: 1 };
/** Named in messages of the queue. */
export const QUEUED: readonly Idea[] = [
  CALM,
  { is: 'named twice', shows: 3, twice: true },
  {
    is: 'in an error state',
    shows: 1,
    plan: { vmState: 'error', fault: { code: 500, message: 'a disk failed' } },
  },
  { is: 'off already', shows: 3, plan: { vmState: 'stopped', powerState: 4 } },
  { is: 'locked by an operator', shows: 2, plan: { lockedBy: 'admin', lockedReason: 'do not touch' } },
  { is: 'paused', shows: 4, plan: { vmState: 'paused', powerState: 3 } },
  { is: 'suspended', shows: 4, plan: { vmState: 'suspended', powerState: 7 } },
  { is: 'takes 3 s to power off', shows: 1, plan: { stop: { ...stopsAtOnce, takesMs: 3_000 } } },
  { is: 'power-off fails once', shows: 3, plan: { stop: { ending: 'fail', takesMs: 200, lasts: 'once' } } },
  {
    is: 'could never be built',
    shows: 4,
    plan: {
      vmState: 'error',
      powerState: 0,
      hasHost: false,
      launched: false,
      fault: { code: 500, message: 'No valid host was found. ' },
    },
  },
  { is: 'no server has this id', shows: 4, plan: null },
  {
    is: 'still being built',
    shows: 3,
    late: true,
    plan: { vmState: 'building', taskState: 'spawning', powerState: 0 },
  },
  { is: 'a user reboots it', shows: 2, rebooted: true },
];
/** Named by the webhook. */
export const CALLED: readonly Idea[] = [
  CALM,
  CALM,
  { is: 'shelved: put away, off', shows: 3, plan: { vmState: 'shelved_offloaded', powerState: 4 } },
  { is: 'restarted at once', shows: 2, restarted: 'when-off' },
  { is: 'answer to stop is lost', shows: 3, fault: 'answer-lost' },
  { is: 'the cloud is throttling', shows: 4, fault: 'throttled' },
  {
    is: 'power button pressed',
    shows: 2,
    reported: true,
    plan: { vmState: 'stopped', powerState: 4 },
  },
  { is: 'old power-on repeated', shows: 1, reported: true, plan: { agedMs: A_MINUTE_MS } },
  {
    is: 'says stopped, still on',
    shows: 1,
    plan: { stop: { ending: 'lie', takesMs: 200, lasts: 'always' } },
  },
  { is: 'never ends powering off', shows: 4, plan: { stop: { ending: 'hang', takesMs: 0, lasts: 'always' } } },
];

/** Named by the schedules. */
export const SCHEDULED: readonly Idea[] = [CALM, { is: 'restarted later', shows: 2, restarted: 'when-reported' }];
/** Named by a schedule that rehearses. */
export const REHEARSED: Idea = { is: 'a rehearsal', shows: 3 };

const tags = [NIGHT_TAG];
const ENDED = { 'lights-out': 'protect', 'lights-out-until': '2026-01-01T00:00:00Z' };
/** Chosen by their tag; as many as the selection allows. */
export const TAGGED: readonly Idea[] = [
  { is: 'chosen by its tag', shows: 6, plan: { tags } },
  { is: 'chosen by its tag', shows: 7, plan: { tags } },
  { is: 'protected by a mark', shows: 8, marked: 'at-first', plan: { tags: [...tags, 'lights-out=protect'] } },
  { is: 'its protection is over', shows: 8, plan: { tags, metadata: ENDED } },
  { is: 'protected once chosen', shows: 8, marked: 'once-listed', plan: { tags } },
];

/** Named in a message for a cloud that is frozen when it comes. */
export const FROZEN: Idea = { is: 'its cloud is frozen', shows: 9 };

/** Never asked for. */
export const NOT_ASKED: readonly Idea[] = [
  { is: 'left out by a tag', shows: 6, plan: { tags: [...tags, ON_CALL_TAG] } },
  { is: 'tagged after the choice', shows: 6, taggedLater: true },
];
