import { powerOnAfter } from '../history.ts';
import { formatInstant } from '../instant.ts';
import { isPoweredOff } from '../learn.ts';
import type { Seen } from '../observation.ts';
import { lastSend, quarantineEnd } from '../sends.ts';
import type { Server } from '../server.ts';
import type { Decision, Facts } from './facts.ts';
import { racedBy } from './late-race.ts';
import { superseded } from './superseded.ts';

const STAYS_OFF_FOR_NOW = /^(rebuild|resize)/;

/** vm_state stopped: proof only without a task and with a power state that agrees (DOMAIN fact 11). */
export const judgeStopped = (server: Server, seen: Seen, facts: Facts): Decision => {
  const power = isPoweredOff(server);
  if (server.taskState === 'powering-on') return comingUp(seen, facts, 'somebody is starting it');
  if (power === 'not-told') return { kind: 'wait', because: 'stopped, but its power state is not told' };
  if (power === 'powered') return { kind: 'wait', because: 'vm_state is stopped, but the power is still on' };
  if (server.taskState === null) return off(seen, facts);
  return STAYS_OFF_FOR_NOW.test(server.taskState) && lastSend(facts.entry) === undefined
    ? { kind: 'done', outcome: 'already-stopped', because: `off, ${server.taskState}: it may come up later` }
    : { kind: 'wait', because: `stopped, but busy: task_state is ${server.taskState}` };
};

/** Shelved servers are powered off; one that is being unshelved is coming up. */
export const judgeShelved = (server: Server, seen: Seen, facts: Facts): Decision =>
  server.taskState === null || server.taskState === 'shelving_offloading'
    ? { kind: 'done', outcome: 'already-stopped', because: `off: ${server.vmState}` }
    : comingUp(seen, facts, `${server.vmState}, task_state is ${server.taskState}`);

// The human wins, unless this request is newer than that start; then it is waited for.
const comingUp = (seen: Seen, facts: Facts, because: string): Decision => {
  const { history } = seen;
  if (history === undefined) return { kind: 'read-history', because: `${because}: before or after the request?` };
  if (history.kind === 'fault')
    return { kind: 'wait', because: `${because}, history unreadable`, fault: history.fault };
  const powerOn = powerOnAfter(history.actions, facts.intent.requestedAt);
  return powerOn === undefined
    ? { kind: 'wait', because: `${because} since before the request` }
    : superseded(powerOn, history.actions, facts);
};

// A reboot or a stop and a start fit between our evidence and our POST only if that took longer than this.
const RACE_MS = 2_000;

const off = (seen: Seen, { entry, intent, now, timing }: Facts): Decision => {
  const send = lastSend(entry);
  const { history } = seen;
  if (send === undefined) return { kind: 'done', outcome: 'already-stopped', because: 'off without a stop of ours' };
  const slow = send.state === 'accepted' && (send.answeredAt ?? send.markedAt) - send.evidenceAt > RACE_MS;
  if ((send.state === 'unresolved' || slow) && history === undefined)
    return { kind: 'read-history', because: 'off: whose stop was it?' };
  if (send.state === 'unresolved') {
    // Off is off: only who did it stays open, which is worth more looks while the trouble may pass.
    if (history?.kind === 'fault' && history.fault.kind !== 'refused')
      return { kind: 'wait', because: 'off, but its history cannot be read', fault: history.fault };
    const blockedMs = quarantineEnd(send, timing) - now;
    return blockedMs > 0
      ? { kind: 'wait', because: 'off, and our stop may still arrive: in quarantine', atLeastMs: blockedMs }
      : { kind: 'done', outcome: 'already-stopped', because: 'off, and no record of a stop of ours' };
  }
  const powerOn = history?.kind === 'actions' ? racedBy(history.actions, send, intent) : undefined;
  return powerOn === undefined
    ? { kind: 'done', outcome: 'stopped', because: 'off after our stop' }
    : {
        kind: 'done',
        outcome: 'stopped',
        because: `off, but ${powerOn.action} at ${formatInstant(powerOn.startedAt)} came before our stop was accepted`,
        lateRace: true,
      };
};
