import type { Clock } from '../lib/clock.ts';
import type { Instant } from '../lib/instant.ts';
import { memoryLedger } from '../lib/ledger/table-ledger.ts';
import type { Entry } from '../lib/power/entry.ts';
import { fixDelayMs } from '../lib/power/fault.ts';
import { type Intent, keyOf } from '../lib/power/intent.ts';
import type { Outcome } from '../lib/power/outcome.ts';
import type { Clouds } from '../lib/power/ports/cloud.ts';
import { lastSend } from '../lib/power/sends.ts';
import type { Ports, Stepped } from '../lib/power/step/ports.ts';
import { step } from '../lib/power/step/step.ts';
import type { Timing } from '../lib/power/timing.ts';
import { slots } from '../lib/worker/slots.ts';
import type { End } from './end.ts';
import { failureLines } from './failure-lines.ts';
import { firstLooks } from './first-looks.ts';
import type { Halt } from './halt.ts';
import { type Named, seenIn } from './named.ts';
import type { Progress } from './progress.ts';
import { quietTelemetry } from './quiet-telemetry.ts';
import { sendGate } from './send-gate.ts';
import { givenUp, unfinished } from './unfinished.ts';

/** What to stop, and how. */
export interface Stopping {
  readonly intents: readonly Intent[];
  /** Steps at a time; waiting for a power-off holds none. */
  readonly concurrency: number;
  /** True: until off. False: until Nova has accepted. */
  readonly wait: boolean;
}

/** What a run reaches the world through. */
export interface RunPorts {
  readonly clouds: Clouds;
  readonly clock: Clock;
  readonly timing: Timing;
  readonly progress: Progress;
  readonly halt: Halt;
}

// The budget of one step: reading gets half of it, so that a cloud which does not answer shows within that time.
const STEP_MS = 30_000;

type Final = Exclude<Outcome, { readonly kind: 'look-again' }>;

/**
 * Takes every intent through its steps, without a queue: what would be redelivered is looked at again after the same delay. Each
 * server ends exactly once, also when the run is halted; what a step throws, a bug, halts it. The ledger lives as long as the run.
 */
export const stopServers = async (
  { intents, concurrency, wait }: Stopping,
  { clouds, clock, timing, progress, halt }: RunPorts,
): Promise<readonly End[]> => {
  const ledger = memoryLedger();
  const gate = sendGate(clouds, halt);
  const { deadLetters, failureOf } = failureLines();
  const telemetry = quietTelemetry(progress);
  const ports: Ports = { clouds: gate.clouds, ledger, deadLetters, clock, telemetry, timing };
  const { run } = slots(concurrency);
  // Before the first send, a trouble that a person has to fix is reported at once. After it, stops under way are worth
  // following.
  let anySent = false;
  const reached = firstLooks(intents.length);

  const entryOf = async (intent: Intent): Promise<Entry | undefined> => {
    const found = await ledger.read(keyOf(intent));
    return found.kind === 'found' ? found.entry : undefined;
  };

  const namedOf = ({ serverId: id }: Intent): Named => {
    const name = gate.seen(id)?.name;
    return name === undefined ? { id } : { id, name };
  };

  /** No step when the halt came first. A stop that has left is waited for: its answer says what is under way. */
  const turn = async (intent: Intent, receiveCount: number): Promise<Stepped | 'not begun' | 'cut off'> => {
    if (halt.cause() !== undefined) return 'not begun';
    const stepping = step({ intent, deadlineAt: clock.now() + STEP_MS, receiveCount, last: false }, ports);
    const first = await halt.before(stepping);
    if (first.kind === 'done') return first.value;
    return gate.isSending(intent.serverId) ? stepping : 'cut off';
  };

  const end = (intent: Intent, told: Omit<End, 'serverId' | 'seconds'>): End => {
    const seconds = Math.round((clock.now() - intent.requestedAt) / 100) / 10;
    const server = gate.seen(intent.serverId);
    const ended = { serverId: intent.serverId, ...told, ...seenIn(server, intent, told.because), seconds };
    progress.ended(ended);
    return ended;
  };

  const final = (intent: Intent, outcome: Final, entry: Entry | undefined, sentAs: string | undefined): End => {
    const id = failureOf(intent.serverId)?.openstackRequestId ?? sentAs;
    return end(intent, {
      outcome: outcome.kind,
      because: outcome.because,
      ...(outcome.kind === 'dead-lettered' ? { reason: outcome.reason, underWay: givenUp(outcome.reason, entry) } : {}),
      ...(id === undefined ? {} : { openstackRequestId: id }),
    });
  };

  const follow = async (intent: Intent): Promise<End> => {
    let toldMark: Instant | undefined;
    for (let receiveCount = 1; ; receiveCount += 1) {
      const stepped = await run(() => turn(intent, receiveCount));
      if (stepped === 'not begun') break;
      if (stepped === 'cut off') return end(intent, unfinished(await entryOf(intent), true));
      const { outcome } = stepped;
      const entry = await entryOf(intent);
      reached.looked(receiveCount === 1, outcome.kind === 'look-again' ? entry?.trouble : undefined);
      if (outcome.kind !== 'look-again') return final(intent, outcome, entry, stepped.openstackRequestId);
      const { because, trouble, delayMs } = outcome;
      const send = entry && lastSend(entry);
      if (!wait && send?.state === 'accepted') return end(intent, { ...unfinished(entry), because });
      anySent ||= send !== undefined;
      if (!anySent && trouble !== undefined && fixDelayMs(trouble) !== undefined) {
        halt.call({ kind: 'trouble', trouble, because: entry?.trouble?.message ?? because });
        break;
      }
      const verdict = reached.verdict();
      if (verdict.kind === 'wrong-address') {
        halt.call({ kind: 'trouble', trouble: 'unreachable', because: verdict.because });
        break;
      }
      if (send?.state === 'accepted' && send.markedAt !== toldMark) {
        toldMark = send.markedAt;
        progress.accepted(namedOf(intent), send.openstackRequestId);
      } else if (verdict.kind === 'goes-on') progress.waiting(namedOf(intent), because, trouble);
      if ((await halt.before(clock.sleep(delayMs))).kind === 'halted') break;
    }
    return end(intent, unfinished(await entryOf(intent)));
  };

  const followed = async (intent: Intent): Promise<End> => {
    try {
      return await follow(intent);
    } catch (error) {
      halt.call({ kind: 'bug', error });
      return end(intent, unfinished(await entryOf(intent)));
    }
  };

  return Promise.all(intents.map(followed));
};
