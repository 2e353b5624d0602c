import type { Clock } from '../../lib/clock.ts';
import type { Instant } from '../../lib/instant.ts';
import type { Select } from '../../lib/power/choose/select.ts';
import type { Entry } from '../../lib/power/entry.ts';
import { fixDelayMs } from '../../lib/power/fault.ts';
import type { Guards } from '../../lib/power/guard/guards.ts';
import { type Intent, keyOf } from '../../lib/power/intent.ts';
import type { Clouds } from '../../lib/power/ports/cloud.ts';
import type { Freezes } from '../../lib/power/ports/freezes.ts';
import { lastSend } from '../../lib/power/sends.ts';
import type { Ports, Stepped } from '../../lib/power/step/ports.ts';
import { step } from '../../lib/power/step/step.ts';
import type { Timing } from '../../lib/power/timing.ts';
import { slots } from '../../lib/worker/slots.ts';
import type { Named } from '../terminal/terminal.ts';
import { beginInOrder } from './begin-in-order.ts';
import { type End, finalEnd, lastLook, unfinishedEnd } from './end.ts';
import { createFirstLooks, createSendGate, type Halt } from './halt.ts';
import { type Progress, progressTelemetry } from './progress.ts';
import { runMemory } from './run-memory.ts';

/** What to stop, and how. */
export interface Stopping {
  readonly intents: readonly Intent[];
  /** Steps at a time; waiting for a power-off holds none. */
  readonly concurrency: number;
  /** True: until off. False: until Nova has accepted. */
  readonly wait: boolean;
  /** What chose the servers, when nobody named them: it is judged again before each stop. */
  readonly select?: Select;
}

/** What a run reaches the world through. */
export interface RunPorts {
  readonly clouds: Clouds;
  readonly clock: Clock;
  readonly timing: Timing;
  readonly guards: Guards;
  readonly freezes: Freezes;
  readonly progress: Progress;
  readonly halt: Halt;
}

// The budget of one step: reading gets half of it, so that a cloud which does not answer shows within that time.
const STEP_MS = 30_000;

/**
 * Takes every intent through its steps, without a queue: where a queue would redeliver, it looks again after the same
 * delay. Each server ends exactly once, also when the run is halted. An error that a step throws is a bug and halts
 * the run. The ledger lives as long as the run.
 */
export const stopServers = async (
  { intents, concurrency, wait, select }: Stopping,
  { clouds, clock, timing, guards, freezes, progress, halt }: RunPorts,
): Promise<readonly End[]> => {
  const { ledger, deadLetters, selects, failures } = runMemory(select);
  const gate = createSendGate(clouds, halt);
  const telemetry = progressTelemetry(progress);
  const ports: Ports = {
    ...{ clouds: gate.clouds, ledger, deadLetters, clock, telemetry, timing },
    ...{ guards, selects, freezes },
  };
  const steps = slots(concurrency);
  const firstLooks = createFirstLooks(intents.length);
  // Before the first send, a trouble that a person has to fix is reported at once. After it, stops under way are
  // worth following.
  let anySent = false;

  const readEntry = async (intent: Intent): Promise<Entry | undefined> => {
    const found = await ledger.read(keyOf(intent));
    return found.kind === 'found' ? found.entry : undefined;
  };

  const namedOf = ({ serverId: id }: Intent): Named => {
    const name = gate.lastSeen(id)?.name;
    return name === undefined ? { id } : { id, name };
  };

  /** No step when the halt came first. A stop that was sent is waited for: its answer shows whether it is under way. */
  const stepOnce = async (intent: Intent, receiveCount: number): Promise<Stepped | 'not begun' | 'cut off'> => {
    if (halt.cause() !== undefined) return 'not begun';
    const stepping = step({ intent, deadlineAt: clock.now() + STEP_MS, receiveCount, last: false }, ports);
    const first = await halt.before(stepping);
    if (first.kind === 'done') return first.value;
    return gate.isSending(intent.serverId) ? stepping : 'cut off';
  };

  const endWith = (intent: Intent, facts: Omit<End, 'serverId' | 'seconds'>): End => {
    const { serverId } = intent;
    const seconds = Math.round((clock.now() - intent.requestedAt) / 100) / 10;
    const end = { serverId, ...facts, ...lastLook(gate.lastSeen(serverId), intent, facts.because), seconds };
    progress.ended(end);
    // Ten thousand servers that have ended would fill the memory, and nobody asks for them again.
    ledger.forget(intent.cloud, serverId);
    gate.forget(serverId);
    return end;
  };

  const follow = async (intent: Intent, first: ReturnType<typeof stepOnce>): Promise<End> => {
    let reportedMark: Instant | undefined;
    for (let receiveCount = 1; ; receiveCount += 1) {
      const stepped = await (receiveCount === 1 ? first : steps.run(() => stepOnce(intent, receiveCount)));
      if (stepped === 'not begun') break;
      if (stepped === 'cut off') return endWith(intent, unfinishedEnd(await readEntry(intent), true));
      const { outcome } = stepped;
      const entry = await readEntry(intent);
      firstLooks.add(receiveCount === 1, outcome.kind === 'look-again' ? entry?.trouble : undefined);
      if (outcome.kind !== 'look-again') {
        const requestId = failures.get(intent.serverId)?.openstackRequestId ?? stepped.openstackRequestId;
        return endWith(intent, finalEnd(outcome, entry, requestId));
      }
      const { because, trouble, delayMs } = outcome;
      const send = entry && lastSend(entry);
      anySent ||= send !== undefined;
      if (!wait && send?.state === 'accepted') return endWith(intent, { ...unfinishedEnd(entry), because });
      if (!anySent && trouble !== undefined && fixDelayMs(trouble) !== undefined) {
        halt.call({ kind: 'trouble', trouble, because: entry?.trouble?.message ?? because });
        break;
      }
      const verdict = firstLooks.verdict();
      if (verdict.kind === 'wrong-address') {
        halt.call({ kind: 'trouble', trouble: 'unreachable', because: verdict.because });
        break;
      }
      if (send?.state === 'accepted' && send.markedAt !== reportedMark) {
        reportedMark = send.markedAt;
        progress.accepted(namedOf(intent), send.openstackRequestId);
      } else if (verdict.kind === 'goes-on') progress.waiting(namedOf(intent), because, trouble);
      if ((await halt.before(clock.sleep(delayMs))).kind === 'halted') break;
    }
    return endWith(intent, unfinishedEnd(await readEntry(intent)));
  };

  const followOrHalt = async (intent: Intent, first: ReturnType<typeof stepOnce>): Promise<End> => {
    try {
      return await follow(intent, first);
    } catch (error) {
      halt.call({ kind: 'bug', error });
      return endWith(intent, unfinishedEnd(await readEntry(intent)));
    }
  };

  return beginInOrder(intents, concurrency, steps, (intent) => {
    const first = stepOnce(intent, 1);
    return { first, whole: followOrHalt(intent, first) };
  });
};
