import { unitAt } from './chance.ts';
import type { Injected, Place } from './faults.ts';
import type { World } from './world.ts';

/** What a call does to the world and when, and what it answers and when. The effect may come after the answer, or never. */
export interface Doing<T> {
  readonly effectInMs: number;
  readonly effect: () => void;
  readonly answerInMs: number;
  readonly answer: () => T;
}

/**
 * What the calls of a killed function do: nothing, for ever, as in life; or they reject, for a function that would otherwise leave
 * a real timer behind (nobody listens to it any more, and it reaches nothing).
 */
export type AtDeath = 'silence' | 'rejects';

/** One running function. It is killed by never settling its calls. */
export interface Running {
  readonly number: number;
  /** Its own clock minus true time. */
  readonly skewMs: number;
  isAlive(): boolean;
  /** A call of a port: the one place where a function can wait, fail, hang or die. */
  call<T>(
    place: Place,
    of: string,
    how: (fault: Injected | undefined, latencyMs: number, call: number) => Doing<T>,
  ): Promise<T>;
  sleep(ms: number): Promise<void>;
  kill(because: string): void;
}

// A fresh one each time: whatever waits for it must be free to vanish with it.
const never = <T>(): Promise<T> => new Promise(() => {});

export const startRunning = (
  world: World,
  number: number,
  skewMs: number,
  onKilled: () => void,
  atDeath: AtDeath = 'silence',
): Running => {
  const { timeline, plan } = world;
  let alive = true;
  let calls = 0;
  // The open calls, where death rejects them.
  const open = atDeath === 'rejects' ? new Set<() => void>() : undefined;
  const dead = <T>(): Promise<T> => (atDeath === 'silence' ? never() : Promise.reject(new Error('killed')));
  const kill = (because: string): void => {
    if (!alive) return;
    alive = false;
    for (const refuse of open ?? []) timeline.at(timeline.now(), refuse);
    world.tell({ kind: 'killed', process: number, because });
    onKilled();
  };
  const after = (ms: number, happen: () => void): void => timeline.at(timeline.now() + ms, happen);
  const untilKilled = (happen: () => void, reject: (cause: Error) => void): (() => void) => {
    if (open === undefined) return happen;
    const refuse = (): void => reject(new Error('killed'));
    open.add(refuse);
    return () => {
      open.delete(refuse);
      happen();
    };
  };
  return {
    number,
    skewMs,
    isAlive: () => alive,
    kill,
    sleep: (ms) =>
      new Promise((resolve, reject) => {
        after(
          ms,
          untilKilled(() => {
            if (alive) resolve();
          }, reject),
        );
      }),
    call: (place, of, how) => {
      if (!alive) return dead();
      calls += 1;
      const call = calls;
      world.tell({ kind: 'call', process: number, call, place, of });
      if (place === 'show' && plan.killers?.includes(Number(of.slice(-2)))) {
        kill('crashed at a killer');
        return dead();
      }
      const death = world.fault('process', number, call);
      if (death?.fault === 'process.crash-before') {
        kill(`crashed before ${place}`);
        return dead();
      }
      const fault = world.fault(place, number, call);
      // Two latencies: there, and back again.
      const latencyMs = 2 + Math.floor(unitAt(plan.seed, 7, number, call) * 60);
      const doing = how(fault, latencyMs, call);
      const stallMs = death?.fault === 'process.stall' ? death.ms : 0;
      const effect =
        death?.fault === 'process.crash-after'
          ? (): void => {
              doing.effect();
              kill(`crashed after ${place}`);
            }
          : doing.effect;
      const answerInMs = Math.max(doing.answerInMs, 0) + stallMs;
      const turns = world.turns?.areOn() ? world.turns : undefined;
      // What is at hand is answered at once: nothing else comes in between.
      if (turns === undefined && answerInMs === 0 && doing.effectInMs === 0) {
        effect();
        return alive ? Promise.resolve(doing.answer()) : dead();
      }
      return new Promise((resolve, reject) => {
        const answer = untilKilled(() => {
          if (alive) resolve(doing.answer());
        }, reject);
        if (turns !== undefined) {
          turns.wait(number, { effect, answerMs: Math.max(answerInMs - doing.effectInMs, 0), answer });
          return;
        }
        timeline.quietly(timeline.now() + doing.effectInMs, effect);
        after(answerInMs, answer);
      });
    },
  };
};
