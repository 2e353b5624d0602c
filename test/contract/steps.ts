import { expect } from 'vitest';
import { at, type Client, type Heard, type Said } from './client.ts';
import { act, actionsOf, requestIdOf, show, stateOf } from './nova-calls.ts';
import type { Place } from './target.ts';

/** One act on a server, and what Nova makes of it. */
export interface Step {
  readonly body: object;
  readonly as?: Said['as'];
  /** 202 when left out. */
  readonly status?: number;
  /** The states on the way; a fast machine may not show them all. */
  readonly on: readonly string[];
  readonly ends: string;
  /** Whether it moves launched_at. */
  readonly launches?: boolean;
  /** Whether it ends without a host. */
  readonly leaves?: boolean;
  readonly action: string;
  /** The driver cannot do it, and the server stays as it was. */
  readonly fails?: boolean;
  /** Newest first. */
  readonly events: readonly string[];
}

export const STOP: Step = {
  body: { 'os-stop': null },
  on: ['active/powering-off/1'],
  ends: 'stopped/-/4',
  action: 'stop',
  events: ['compute_stop_instance'],
};
export const PAUSE: Step = {
  body: { pause: null },
  on: ['active/pausing/1'],
  ends: 'paused/-/3',
  action: 'pause',
  events: ['compute_pause_instance'],
};
export const UNPAUSE: Step = {
  body: { unpause: 'any argument' },
  on: ['paused/unpausing/3'],
  ends: 'active/-/1',
  action: 'unpause',
  events: ['compute_unpause_instance'],
};
export const SUSPEND: Step = {
  body: { suspend: {} },
  on: ['active/suspending/1'],
  ends: 'suspended/-/7',
  action: 'suspend',
  events: ['compute_suspend_instance'],
};
export const RESUME: Step = {
  body: { resume: null },
  on: ['suspended/resuming/7'],
  ends: 'active/-/1',
  action: 'resume',
  events: ['compute_resume_instance'],
};
export const RESCUE: Step = {
  body: { rescue: null },
  status: 200,
  on: ['active/rescuing/1'],
  ends: 'rescued/-/1',
  launches: true,
  action: 'rescue',
  events: ['compute_rescue_instance'],
};
export const UNRESCUE: Step = {
  body: { unrescue: null },
  on: ['rescued/unrescuing/1'],
  ends: 'active/-/1',
  action: 'unrescue',
  events: ['compute_unrescue_instance'],
};
export const SHELVE: Step = {
  body: { shelve: null },
  on: ['active/shelving/1'],
  ends: 'shelved/-/4',
  action: 'shelve',
  events: ['compute_shelve_instance'],
};
export const OFFLOAD: Step = {
  body: { shelveOffload: null },
  as: 'admin',
  on: ['shelved/shelving_offloading/4'],
  ends: 'shelved_offloaded/-/4',
  leaves: true,
  action: 'shelveOffload',
  events: ['compute_shelve_offload_instance'],
};
export const UNSHELVE: Step = {
  body: { unshelve: null },
  on: ['shelved_offloaded/unshelving/4', 'shelved_offloaded/spawning/4'],
  ends: 'active/-/1',
  launches: true,
  action: 'unshelve',
  events: ['compute_unshelve_instance', 'schedule_instances', 'get_image_info'],
};
export const UNSHELVE_AT_HOST: Step = {
  ...UNSHELVE,
  on: ['shelved/unshelving/4', 'shelved/powering-on/4'],
  launches: false,
  events: ['compute_start_instance'],
};
/** The states of a hard reboot, from a server's state and power (nova/compute/manager.py, `reboot_instance`). */
export const rebootingHard = (vmState: string, power: number): readonly string[] =>
  ['rebooting', 'reboot_pending', 'reboot_started'].map((task) => `${vmState}/${task}_hard/${power}`);
export const HARD_REBOOT: Step = {
  body: { reboot: { type: 'HARD' } },
  on: rebootingHard('active', 1),
  ends: 'active/-/1',
  action: 'reboot',
  events: ['compute_reboot_instance'],
};
export const REBUILD_STEPS = ['rebuilding', 'rebuild_block_device_mapping', 'rebuild_spawning'];
export const rebuild = (imageRef: string): Step => ({
  body: { rebuild: { imageRef } },
  on: REBUILD_STEPS.map((task) => `active/${task}/1`),
  ends: 'active/-/1',
  launches: true,
  action: 'rebuild',
  events: ['compute_rebuild_instance', 'rebuild_server'],
});
export const resize = (flavorRef: string): Step => ({
  body: { resize: { flavorRef } },
  on: ['prep', 'migrating', 'migrated', 'finish'].map((task) => `active/resize_${task}/1`),
  ends: 'resized/-/1',
  launches: true,
  action: 'resize',
  events: [
    'compute_finish_resize',
    'compute_resize_instance',
    'compute_prep_resize',
    'cold_migrate',
    'conductor_migrate_server',
  ],
});

/** Every state of a server until that one, without a pause where time is virtual. */
export const statesUntil = async (client: Client<Place>, id: string, ends: string): Promise<readonly string[]> => {
  const seen = [await stateOf(client, id)];
  for (let looks = 0; looks < 300 && seen.at(-1) !== ends; looks += 1) {
    await client.target.pass(20);
    seen.push(await stateOf(client, id));
  }
  return seen;
};

type Shown = Awaited<ReturnType<typeof show>>;

/** Takes one step after the other on a server, each held to what it says; the answer is that to the last one. */
export const take = async (
  client: Client<Place>,
  id: string,
  ...steps: readonly Step[]
): Promise<Heard | undefined> => {
  let before = await show(client, id);
  let heard: Heard | undefined;
  for (const step of steps) ({ heard, after: before } = await takeOne(client, id, step, before));
  return heard;
};

const takeOne = async (client: Client<Place>, id: string, step: Step, before: Shown) => {
  const { body, as = 'stopper', status = 202, on, ends, launches = false, leaves = false, fails = false } = step;
  const heard = await act(client, id, body, { as });
  expect(heard.status).toBe(status);
  const requestId = requestIdOf(heard);
  const written = await closed(client, id, requestId, step.events.length);
  const atRest = written.seen.at(-1) === ends ? [] : await statesUntil(client, id, ends);
  const seen = [...written.seen, ...atRest];
  expect(seen.at(-1)).toBe(ends);
  expect([...on, ends]).toEqual(expect.arrayContaining(seen));
  const { action, events } = step;
  expect(written.record).toMatchObject({ action, message: fails ? 'Error' : null, request_id: requestId });
  const results = events.map((event) => ({
    event,
    result: fails && event.startsWith('compute') ? 'Error' : 'Success',
  }));
  expect(at(written.record, 'events')).toMatchObject(results);
  // Newest first; what Ironic reported of it is another user's.
  const mine = (await actionsOf(client, id)).find((one) => at(one, 'user_id') === at(written.record, 'user_id'));
  expect(mine).toMatchObject({ action, request_id: requestId });
  const after = await show(client, id);
  expect(after['OS-SRV-USG:launched_at'] === before['OS-SRV-USG:launched_at']).toBe(!launches);
  expect(after.hostId === '').toBe(leaves);
  return { heard, after };
};

/** The record of a request once it has that many events and all have ended, and the states of the server on the way. */
const closed = async (client: Client<Place>, id: string, requestId: string, count: number) => {
  const path = `/v2.1/servers/${id}/os-instance-actions/${requestId}`;
  const seen: string[] = [];
  for (let looks = 0; ; looks += 1) {
    const record = at((await client.nova('GET', path, { version: '2.51' })).json, 'instanceAction');
    seen.push(await stateOf(client, id));
    const events: unknown = at(record, 'events');
    const begun = Array.isArray(events) ? events : [];
    // Nova reads a record before its events, so the word Error may be missing where an event has it already.
    const failed = begun.some((event) => at(event, 'result') === 'Error') && at(record, 'message') === null;
    const isOpen = failed || begun.length < count || begun.some((event) => at(event, 'finish_time') === null);
    if (!isOpen || looks === 300) return { record, seen };
    await client.target.pass(20);
  }
};
