import type { Fault } from '../fault.ts';
import type { Observation, Seen } from '../observation.ts';
import { followedFrom, lastSend } from '../sends.ts';
import type { Server } from '../server.ts';
import { nextLookMs } from '../timing.ts';
import type { Decision, Facts } from './decision.ts';
import { endOf, endWait, guardEnd } from './end.ts';
import { judgeDeleting, judgeGone, judgeNotFound } from './gone.ts';
import { judgeRunning } from './running.ts';
import { judgeShelved, judgeStopped } from './stopped.ts';

/**
 * The whole policy: Table A (docs/nova.md, section 6), and what follows after a stop of ours. Pure; the order
 * of lines is the policy.
 */
export const decide = (observation: Observation, facts: Facts): Decision => {
  const decision = judge(observation, facts);
  const isOver = facts.now >= endOf(facts).at;
  return guardEnd(
    decision.kind === 'wait' && isOver ? endWait(decision, observation, facts) : decision,
    observation,
    facts,
  );
};

const judge = (observation: Observation, facts: Facts): Decision => {
  switch (observation.kind) {
    case 'not-looked':
      return judgeUnseen(facts);
    case 'fault':
      return judgeFault(observation.fault, facts);
    case 'not-found':
      return judgeNotFound(observation, facts);
    case 'server':
      return judgeServer(observation.server, observation, facts);
  }
};

// Past notAfter a message that comes for the first time is not worth a look. Any other one has a last state
// to report.
const judgeUnseen = (facts: Facts): Decision =>
  facts.now >= endOf(facts).at && facts.entry.history.length === 0 && lastSend(facts.entry) === undefined
    ? { kind: 'wait', because: 'it came too late, and was not looked at' }
    : { kind: 'look', because: 'the server decides' };

const judgeFault = (fault: Fault, { entry }: Facts): Decision =>
  fault.trouble === 'forbidden'
    ? {
        kind: 'bury',
        reason: lastSend(entry) === undefined ? 'forbidden' : 'unverified',
        because: fault.message,
        fault,
      }
    : { kind: 'wait', because: `the server cannot be read: ${fault.message}`, fault };

const GONE: ReadonlySet<string> = new Set(['deleted', 'soft-delete']);
const DELETING: ReadonlySet<string | null> = new Set(['deleting', 'soft-deleting']);
const SHELVED: ReadonlySet<string> = new Set(['shelved', 'shelved_offloaded']);
// Nova refuses os-stop in these (nova/compute/api.py, API.stop), and they do not pass without a task.
const NOT_STOPPABLE: ReadonlySet<string> = new Set(['paused', 'suspended', 'rescued', 'resized']);

const judgeServer = (server: Server, seen: Seen, facts: Facts): Decision => {
  const { vmState, taskState } = server;
  if (DELETING.has(taskState)) return judgeDeleting(seen, facts.intent, `being deleted (${taskState})`);
  // With a task a soft-deleted server is coming back (`restoring`).
  if (GONE.has(vmState) && taskState === null) return judgeGone(seen, facts.intent, `vm_state is ${vmState}`);
  if (vmState === 'stopped') return judgeStopped(server, seen, facts);
  if (SHELVED.has(vmState)) return judgeShelved(server, seen, facts);
  if (taskState === 'powering-off') return judgePoweringOff(seen, facts);
  if (taskState !== null)
    return {
      kind: 'wait',
      because: `${vmState === 'active' ? '' : `vm_state is ${vmState}, `}busy: task_state is ${taskState}`,
    };
  if (NOT_STOPPABLE.has(vmState)) return { kind: 'bury', reason: 'not-stoppable', because: `vm_state is ${vmState}` };
  if (vmState !== 'active' && vmState !== 'error') return { kind: 'wait', because: `vm_state is ${vmState}` };
  return judgeRunning(server, seen, facts);
};

// If ours was left without an answer, its record shows whether it is this one.
const judgePoweringOff = (seen: Seen, { entry, now, timing }: Facts): Decision => {
  const send = lastSend(entry);
  if (send?.state === 'unresolved' && seen.history === undefined)
    return { kind: 'read-history', because: 'powering off: is it our stop?' };
  if (send?.state !== 'accepted') return { kind: 'wait', because: 'powering off by a stop of somebody else' };
  return { kind: 'wait', because: 'powering off', atLeastMs: nextLookMs(now - followedFrom(send), timing) };
};
