import { beforeEach, expect, test } from 'vitest';
import { need } from '../journeys/need.ts';
import { at, type Client } from './client.ts';
import { putBack, show } from './nova-calls.ts';
import {
  HARD_REBOOT,
  PAUSE,
  REBUILD_STEPS,
  rebootingHard,
  rebuild,
  SHELVE,
  STOP,
  type Step,
  SUSPEND,
  take,
} from './steps.ts';
import type { Place } from './target.ts';

const START: Step = {
  body: { 'os-start': null },
  on: ['stopped/powering-on/4'],
  ends: 'active/-/1',
  action: 'start',
  events: ['compute_start_instance'],
};
const SOFT_REBOOT: Step = {
  ...HARD_REBOOT,
  body: { reboot: { type: 'SOFT' } },
  on: ['rebooting', 'reboot_pending', 'reboot_started'].map((task) => `active/${task}/1`),
};
const FROM_STOPPED = rebootingHard('stopped', 4);
/** What Ironic's driver cannot do: taken, on record as an error, and without a trace on the server. */
const failing = (step: Step): Step => ({ ...step, fails: true, ends: 'active/-/1' });

/** What Nova and Ironic do of each act together. */
export const bareMetalWorkContract = (client: () => Client<Place>): void => {
  const server = () => client().target.active[6] ?? '';
  const story = (...steps: readonly Step[]) => take(client(), server(), ...steps);
  const imageRef = async () => String(at((await show(client(), server())).image, 'id'));
  beforeEach(async (context) => {
    need(context, client().target.bareMetal || undefined, 'Ironic underneath');
    await putBack(client(), server());
  });

  test('a node is stopped, started and rebooted in both ways, and its launch stays', () =>
    story(STOP, START, SOFT_REBOOT, HARD_REBOOT));

  test('a hard reboot of a stopped node leaves it on', () => story(STOP, { ...HARD_REBOOT, on: FROM_STOPPED }));

  test('a rebuild of a node moves its launch', async () => {
    await story(rebuild(await imageRef()));
  });

  test('a rebuild of a stopped node ends with it off, by a stop on the same record', async () => {
    const rebuilt = rebuild(await imageRef());
    // Between its launch and its stop Nova shows it without a task. The lab's node is off by then, whatever Ironic has done to it.
    const between = ['active/-/1', 'active/-/4', 'active/powering-off/1', 'active/powering-off/4'];
    await story(STOP, {
      ...rebuilt,
      on: [...REBUILD_STEPS.map((task) => `stopped/${task}/4`), ...between],
      ends: 'stopped/-/4',
      events: ['compute_stop_instance', ...rebuilt.events],
    });
  });

  test.each([
    ['pause', PAUSE],
    ['suspension', SUSPEND],
  ])('a %s of a node is taken, and fails', async (_, step) => {
    const heard = await story(failing(step));
    expect(heard?.status).toBe(202);
  });

  test('a shelving of a node is taken and fails, when Nova has halted it and does not show that', async () => {
    await story(failing(SHELVE), STOP);
  });
};
