import { fixDelayMs, type Trouble } from '../../../lib/power/fault.ts';
import type { DeadLetterReason, Outcome } from '../../../lib/power/outcome.ts';
import type { AlertLine } from '../../../lib/power/ports/telemetry.ts';
import { DEFAULT_TIMING, delayMs } from '../../../lib/power/timing.ts';
import { anIntent, aRoll, NOON } from '../../builders.ts';
import { type Held, WATCHED, type World } from './world.ts';

const line = { intent: anIntent(), attempt: 1, receiveCount: 1, tookMs: 1, endedAt: NOON, repeated: false };

/** The minutes of a server's looks from the first one on, each delay as long as it can be. */
export const looks = (until: number, atLeastMinutes = 0): readonly number[] => {
  const minutes: number[] = [];
  for (
    let ms = 0;
    ms < until * 60_000;
    ms += delayMs(minutes.length - 1, DEFAULT_TIMING, () => 1, atLeastMinutes * 60_000)
  )
    minutes.push(Math.floor(ms / 60_000));
  return minutes;
};

/** One look at a server, and its line. A trouble that a person has to fix writes an alert line beside it (lib/power/step/settle.ts). */
export const look = (world: World, minute: number, outcome: Outcome): void => {
  world.call(minute, 'queue');
  world.say(minute, 'queue', (telemetry) => {
    if (outcome.kind === 'look-again' && outcome.trouble !== undefined && fixDelayMs(outcome.trouble) !== undefined)
      telemetry.alert({ what: outcome.trouble === 'clock' ? 'clock' : 'cloud', because: 'b' });
    telemetry.outcome({ ...line, outcome });
  });
};

/** Looks of one server that end in another one. */
export const lookAgain = (world: World, minutes: readonly number[], trouble?: Trouble): void => {
  for (const minute of minutes)
    look(world, minute, { kind: 'look-again', because: 'b', delayMs: 1, ...(trouble && { trouble }) });
};

/** The stop queue while one message is hidden between its looks. */
export const inFlight =
  (until: number) =>
  (minute: number): Held => ({ visible: 0, hidden: minute >= 0 && minute < until ? 1 : 0 });

/** A message that nobody receives. */
export const untouched = (minute: number): Held => ({ visible: minute >= 0 ? 1 : 0, hidden: 0 });

export const NOTHING = (): Held => ({ visible: 0, hidden: 0 });

/** A dead letter comes into the sleeping dead-letter queue: its gauges come as late as they may. */
export const letterArrives = (world: World, minute: number): void =>
  world.hold('dead-letters', () => ({ visible: 1, hidden: 0 }), minute + 15);

/** A server's stop is given up, in one look: its letter leaves. */
export const giveUp = (world: World, minute: number, reason: DeadLetterReason): void => {
  look(world, minute, { kind: 'dead-lettered', because: 'b', reason });
  letterArrives(world, minute);
};

/** A server waits in a trouble for its whole window of an hour, and is given up. */
export const waitInVain = (world: World, minutes: readonly number[], trouble: Trouble): void => {
  world.hold('stop', inFlight(60));
  lookAgain(world, minutes, trouble);
  giveUp(world, 60, 'expired');
};

/** The worker writes an alert line; the rest of the night is ordinary. */
export const alertOnce = (world: World, what: AlertLine['what'], name: 'queue' | 'webhook' = 'queue'): void => {
  world.hold('stop', NOTHING);
  world.call(0, name);
  world.say(0, name, (telemetry) => telemetry.alert({ what, because: 'b' }));
};

/** A request ends before any of its servers was looked at. */
export const choose = (world: World, verdict: 'none-matched' | 'too-many'): void => {
  world.hold('stop', NOTHING);
  world.call(0, 'queue');
  world.say(0, 'queue', (telemetry) =>
    telemetry.chosen({ ...aRoll(), verdict, servers: 0, receiveCount: 1, repeated: false }),
  );
};

/** Every so many minutes, to the end of the watch. */
export const every = (minutes: number, act: (minute: number) => void, until = WATCHED): void => {
  for (let minute = 0; minute < until; minute += minutes) act(minute);
};
