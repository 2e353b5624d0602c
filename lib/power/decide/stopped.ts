import { formatInstant } from '../../instant.ts';
import { powerOnAfter } from '../history.ts';
import { actionListOf, hasShownNoList, type Seen } from '../observation.ts';
import { lastSend, quarantineEnd } from '../sends.ts';
import { powerOf, type Server } from '../server.ts';
import type { Decision, Facts } from './decision.ts';
import { supersede, undonePowerOn } from './superseded.ts';

/** vm_state stopped: proof only without a task and with a power state that agrees (docs/nova.md, section 3). */
export const judgeStopped = (server: Server, seen: Seen, facts: Facts): Decision => {
  if (server.taskState === 'powering-on') return judgeComingUp(seen, facts, 'somebody is starting it');
  if (server.taskState !== null)
    return { kind: 'wait', because: `stopped, but busy: task_state is ${server.taskState}` };
  return waitForPower(server) ?? judgeOff(server, seen, facts);
};

/**
 * Shelved servers are powered off; one that is being unshelved is coming up. Offloaded, there is no machine
 * whose power could be on.
 */
export const judgeShelved = (server: Server, seen: Seen, facts: Facts): Decision => {
  const { vmState, taskState } = server;
  if (taskState === 'shelving_offloading')
    return { kind: 'wait', because: `${vmState}, but busy: task_state is ${taskState}` };
  if (taskState !== null) return judgeComingUp(seen, facts, `${vmState}, task_state is ${taskState}`);
  const on = vmState === 'shelved' ? waitForPower(server) : undefined;
  return on ?? { kind: 'done', outcome: 'already-stopped', because: `off: ${vmState}` };
};

const waitForPower = (server: Server): Decision | undefined => {
  const { vmState, powerState } = server;
  switch (powerOf(server)) {
    case 'off':
      return undefined;
    case 'on':
      return { kind: 'wait', because: `vm_state is ${vmState}, but the power is still on (power_state ${powerState})` };
    case 'not-told':
      return { kind: 'wait', because: `vm_state is ${vmState}, but the power is not told (power_state ${powerState})` };
  }
};

// The human wins, unless this request is newer than that start. Then we wait for the start to end.
const judgeComingUp = (seen: Seen, facts: Facts, because: string): Decision => {
  const { history } = seen;
  if (history === undefined) return { kind: 'read-history', because: `${because}: before or after the request?` };
  if (history.kind === 'fault')
    return { kind: 'wait', because: `${because}, history unreadable`, fault: history.fault };
  const powerOn = powerOnAfter(history.actions, facts.intent.requestedAt);
  return powerOn === undefined
    ? { kind: 'wait', because: `${because} since before the request` }
    : supersede(powerOn, history.actions, facts);
};

// A reboot or a stop and a start fit between our evidence and our POST only if that took longer than this.
const RACE_MS = 2_000;

const judgeOff = (server: Server, seen: Seen, { entry, intent, now, timing }: Facts): Decision => {
  const send = lastSend(entry);
  const { history } = seen;
  // Where a cloud never shows the power, the outcome names its evidence.
  const seenOff = server.powerNeverTold ? 'off by vm_state alone (this cloud tells no power state)' : 'off';
  if (send === undefined)
    return { kind: 'done', outcome: 'already-stopped', because: `${seenOff} without a stop of ours` };
  const slow = send.state === 'accepted' && (send.answeredAt ?? send.markedAt) - send.evidenceAt > RACE_MS;
  if ((send.state === 'unresolved' || slow) && history === undefined)
    return { kind: 'read-history', because: 'off: whose stop was it?' };
  const listless = actionListOf(entry, seen) === 'none' || (history === undefined && hasShownNoList(entry));
  if (send.state === 'unresolved') {
    // Off is off: only who did it stays open, which is worth more looks while the trouble may pass.
    if (history?.kind === 'fault' && history.fault.kind !== 'refused')
      return { kind: 'wait', because: 'off, but its history cannot be read', fault: history.fault };
    const blockedMs = quarantineEnd(send, timing) - now;
    if (blockedMs > 0)
      return { kind: 'wait', because: 'off, and our stop may still arrive: in quarantine', atLeastMs: blockedMs };
    const by = listless ? 'this cloud has no action list to say by whose stop' : 'and no record of a stop of ours';
    return { kind: 'done', outcome: 'already-stopped', because: `${seenOff}, ${by}` };
  }
  const powerOn = history?.kind === 'actions' ? undonePowerOn(history.actions, send, intent) : undefined;
  if (powerOn === undefined) {
    const rests = listless ? ', sent on `updated` alone: this cloud has no action list to show a late race' : '';
    return { kind: 'done', outcome: 'stopped', because: `${seenOff} after our stop${rests}` };
  }
  return {
    kind: 'done',
    outcome: 'stopped',
    because: `off, but ${powerOn.action} at ${formatInstant(powerOn.startedAt)} came before our stop was accepted`,
    lateRace: true,
  };
};
