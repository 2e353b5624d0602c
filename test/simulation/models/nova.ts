import { unitAt } from '../engine/chance.ts';
import type { StopAnswer, View } from '../engine/record.ts';
import type { World } from '../engine/world.ts';
import type { Deed } from '../plan.ts';
import { createMachine, type Machine } from './machine.ts';

/** The user of our credential. */
export const OUR_USER = 'user-of-ours';
const OPERATOR = 'user-of-an-operator';
const IRONIC = 'user-of-ironic';

/** Nova and the machines behind it: its rules for a stop (docs/nova.md, section 3), its task states, its records. */
export interface Nova {
  readonly machines: ReadonlyMap<string, Machine>;
  /** A stop arrives. Checked at once; the task is taken a moment later, when somebody else may have been faster (a 500). */
  stop(
    server: string,
    requestId: string,
    takesMs: number,
    asAdmin: boolean,
    verdict: (answer: StopAnswer) => void,
  ): void;
  /** What a person does; false when Nova refuses. */
  does(deed: Deed, server: string, takesMs: number, asUs: boolean): boolean;
}

const IDS = Array.from({ length: 100 }, (_, n) => `00000000-0000-4000-8000-0000000000${String(n).padStart(2, '0')}`);

/** The id of the nth server of a plan, up to the 99th. */
export const serverIdOf = (n: number): string => IDS[n] ?? '';

/** A running server that no valid request ever names. */
export const DECOY = serverIdOf(99);

type Power = Pick<View, 'vmState' | 'powerState'>;

const IDLE_ON: ReadonlySet<string> = new Set(['active', 'error']);
// Ironic is asked every two seconds: no machine goes off, on, or through a reboot in less.
const LEAST_MS = 2_000;
const MOST_POWER_OFF_MS = 40_000;
const SYNC_MS = 600_000;

export const createNova = (world: World): Nova => {
  const { timeline, plan } = world;
  const machines = new Map(
    plan.servers.map((server, n) => [serverIdOf(n), createMachine(world, serverIdOf(n), server)]),
  );
  // Only what nobody should act on names it.
  if (plan.poison.length > 0)
    machines.set(DECOY, createMachine(world, DECOY, { state: 'running', locked: false, upForMs: 1e9, echoes: false }));
  let requests = 0;
  let powerOffs = 0;
  const after = (ms: number, happen: () => void): void => timeline.quietly(timeline.now() + ms, happen);
  const freshId = (): string => {
    requests += 1;
    return `req-00000000-0000-4000-9000-${String(requests).padStart(12, '0')}`;
  };

  const echo = (machine: Machine, action: 'start' | 'stop'): void => {
    if (machine.echoes) machine.record(action, freshId(), IRONIC, timeline.now(), 'echo');
  };

  const powerOff = (machine: Machine, requestId: string): void => {
    powerOffs += 1;
    const fault = world.fault('driver', 0, powerOffs);
    const before = machine.now();
    const shared = { taskState: null } as const;
    const off = (): void => {
      if (machine.now()?.taskState !== 'powering-off') return;
      machine.become({ ...shared, vmState: 'stopped', powerState: 4 }, 'powered off');
      echo(machine, 'stop');
      world.notice('off', machine.id);
    };
    // Nova's periodic sync stops it once more, and sometimes that helps.
    const helps = unitAt(plan.seed, 12, powerOffs) < 0.5;
    const lie = (powerState: 0 | 1): void => {
      machine.become({ ...shared, vmState: 'stopped', powerState }, 'said to be off, and not');
      after(SYNC_MS, () => {
        const view = machine.now();
        if (helps && view?.vmState === 'stopped' && view.taskState === null)
          machine.become({ powerState: 4 }, 'off after the sync');
      });
    };
    const usualMs = LEAST_MS + Math.floor(unitAt(plan.seed, 11, powerOffs) ** 12 * MOST_POWER_OFF_MS);
    switch (fault?.fault) {
      case 'driver.fails':
        after(usualMs, () => {
          machine.fail(requestId);
          machine.become({ ...shared, vmState: before?.vmState ?? 'active' }, 'the power-off failed');
        });
        break;
      case 'driver.lies':
        after(usualMs, () => lie(1));
        break;
      // Ironic cannot reach the BMC any more: no power state (NOSTATE), and the machine is on.
      case 'driver.loses':
        after(usualMs, () => lie(0));
        break;
      // Active again, and nothing says why: no Error in the record.
      case 'driver.shrugs':
        after(usualMs, () => machine.become({ ...shared, vmState: before?.vmState ?? 'active' }, 'the task went away'));
        break;
      case 'driver.dead':
        break;
      case 'driver.hangs':
      case 'driver.crawls':
        after(fault.ms, off);
        break;
      default:
        after(usualMs, off);
    }
  };

  const stop: Nova['stop'] = (server, requestId, takesMs, asAdmin, verdict) => {
    const arrivedAt = timeline.now();
    const say = (answer: StopAnswer): void => verdict(answer);
    const machine = machines.get(server);
    const view = machine?.now() ?? null;
    if (machine === undefined || view === null) return say('not-found');
    if ((view.locked && !asAdmin) || !IDLE_ON.has(view.vmState) || view.taskState !== null) return say('conflict');
    after(takesMs, () => {
      const then = machine.now();
      if (then === null) return say('not-found');
      // instance.save(expected_task_state=[None]) raises, and nothing maps it: the lost race is a 500 (F604).
      if (then.taskState !== null || !IDLE_ON.has(then.vmState)) return say('error');
      machine.become({ taskState: 'powering-off' }, 'a stop was accepted');
      machine.record('stop', requestId, OUR_USER, arrivedAt);
      powerOff(machine, requestId);
      say('accepted');
      world.notice('accepted', server);
    });
  };

  const powerOn = (machine: Machine, taskState: string, takesMs: number): void => {
    machine.become({ taskState }, 'a person wants it on');
    const ms = Math.max(takesMs, LEAST_MS);
    after(ms, () => {
      if (machine.now()?.taskState === taskState)
        machine.become({ vmState: 'active', taskState: null, powerState: 1 }, 'powered on');
    });
    after(ms + 3_000, () => echo(machine, 'start'));
  };
  const settles = (machine: Machine, taskState: string, takesMs: number, vmState: string, powerState: number): void => {
    machine.become({ taskState }, 'a person is at work');
    after(Math.max(takesMs, LEAST_MS), () => {
      if (machine.now()?.taskState === taskState)
        machine.become({ vmState, taskState: null, powerState }, `now ${vmState}`);
    });
  };

  // Somebody is at the node, and Ironic reports what came of it. Nova changes only what it knows otherwise and is not at work on
  // (nova/compute/manager.py, power_update); then nobody's wish came true by it.
  const atNode = (machine: Machine, action: 'start' | 'stop', takesMs: number, from: Power, to: Power): void =>
    after(Math.max(takesMs, LEAST_MS), () => {
      const view = machine.now();
      if (view === null) return;
      const changes = view.taskState === null && view.vmState === from.vmState && view.powerState === from.powerState;
      machine.record(action, freshId(), IRONIC, timeline.now(), changes ? 'at-node' : 'echo');
      if (!changes) return;
      machine.become(to, `${action === 'start' ? 'on' : 'off'} at the node`);
      if (action === 'stop') world.notice('off', machine.id);
    });

  const does: Nova['does'] = (deed, server, takesMs, asUs) => {
    const machine = machines.get(server);
    const view = machine?.now() ?? null;
    if (machine === undefined || view === null) return false;
    const { vmState, taskState } = view;
    const idle = taskState === null;
    const id = freshId();
    const record = (action: string): void => machine.record(action, id, asUs ? OUR_USER : OPERATOR, timeline.now());
    switch (deed) {
      case 'start':
        if (vmState !== 'stopped' || !idle) return false;
        record('start');
        powerOn(machine, 'powering-on', takesMs);
        return true;
      case 'reboot':
      case 'rebuild':
        if (!IDLE_ON.has(vmState) || !idle) return false;
        record(deed);
        powerOn(machine, deed === 'reboot' ? 'reboot_started' : 'rebuilding', takesMs);
        return true;
      case 'stop':
        if (!IDLE_ON.has(vmState) || !idle) return false;
        machine.become({ taskState: 'powering-off' }, 'a person stops it');
        record('stop');
        powerOff(machine, id);
        return true;
      case 'node-on':
        if (vmState !== 'stopped' || !idle || view.powerState !== 4) return false;
        atNode(machine, 'start', takesMs, { vmState: 'stopped', powerState: 4 }, { vmState: 'active', powerState: 1 });
        return true;
      case 'node-off':
        if (vmState !== 'active' || !idle || view.powerState !== 1) return false;
        atNode(machine, 'stop', takesMs, { vmState: 'active', powerState: 1 }, { vmState: 'stopped', powerState: 4 });
        return true;
      case 'lock':
      case 'unlock':
        record(deed);
        machine.become({ locked: deed === 'lock' }, `${deed}ed by a person`);
        return true;
      case 'delete':
        record('delete');
        machine.become({ taskState: 'deleting' }, 'being deleted');
        after(3_000, () => machine.become(null, 'deleted'));
        return true;
      case 'pause':
        if (vmState !== 'active' || !idle) return false;
        record('pause');
        settles(machine, 'pausing', takesMs, 'paused', 3);
        return true;
      case 'unpause':
        if (vmState !== 'paused' || !idle) return false;
        record('unpause');
        settles(machine, 'unpausing', takesMs, 'active', 1);
        return true;
      case 'shelve':
        if (vmState !== 'active' || !idle) return false;
        record('shelve');
        settles(machine, 'shelving', takesMs, 'shelved_offloaded', 4);
        return true;
      case 'rename':
        machine.become({}, 'renamed');
        return true;
      case 'break':
        if (vmState !== 'active' || !idle) return false;
        machine.become({ vmState: 'error' }, 'broken');
        return true;
    }
  };

  return { machines, stop, does };
};
