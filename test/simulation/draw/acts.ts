import type { Chance } from '../engine/chance.ts';
import type { Act, Ask, Deed, Moment } from '../plan.ts';
import { HOUR, MINUTE } from './minutes.ts';
import type { Kind, Situation } from './situation.ts';

type Needs = Situation['needs'];

const DEEDS: readonly [Deed, ...Deed[]] = [
  'start',
  'start',
  'start',
  'start',
  'reboot',
  'reboot',
  'reboot',
  'stop',
  'hard-reboot',
  'hard-reboot',
  'rebuild',
  'rebuild',
  'lock',
  'unlock',
  'delete',
  'pause',
  'unpause',
  'suspend',
  'resume',
  'shelve',
  'unshelve',
  'rescue',
  'unrescue',
  'resize',
  'confirm-resize',
  'reset-state',
  'rename',
  'rename',
  'break',
  'node-on',
  'node-on',
  'node-off',
];
const MOMENTS: readonly [Moment, ...Moment[]] = [
  'time',
  'time',
  'shown',
  'shown',
  'listed',
  'marked',
  'stop-left',
  'accepted',
  'off',
  'off',
  'off',
  'delivered',
  'returned',
  'buried',
];

// Before the request, or while it is on its way, or whenever.
const drawInstant = (chance: Chance, needs: Needs, { inMs, lateMs }: Ask): number => {
  if (needs === 'echo') return chance.between(0, 1_000);
  return chance.yes(needs === 'late' ? 0.8 : 0.5)
    ? inMs + chance.between(-1_000, Math.min(lateMs, HOUR) + 5_000)
    : chance.between(-10, 60) * MINUTE + chance.between(0, MINUTE);
};

// Started as soon as it is off, and paused as soon as it is on: what comes too early, Nova refuses.
const drawStartedAndPaused = (chance: Chance): Pick<Act, 'deed' | 'when' | 'inMs'> => {
  const deed = chance.pick<'start' | 'pause'>(['start', 'pause']);
  return { deed, when: 'off', inMs: deed === 'start' ? chance.between(0, 500) : chance.between(2_500, 6_000) };
};

// In so many ways a person takes back a server that has just gone off; each makes sense then, and may come whenever.
const BRINGS_BACK: ReadonlySet<Deed> = new Set(['start', 'node-on', 'hard-reboot', 'rebuild', 'rescue']);

const drawDeed = (chance: Chance, needs: Needs): Pick<Act, 'deed' | 'when'> => {
  if (needs === 'late' && chance.yes(0.6)) return { deed: 'reboot', when: 'time' };
  // An image that is written when the request comes: Ironic reports each halt and boot of it.
  if (needs === 'echo' && chance.yes(0.6)) return { deed: chance.pick(['reboot', 'rebuild']), when: 'time' };
  if (needs === 'echo' && chance.yes(0.6)) return { deed: 'reboot', when: 'listed' };
  const deed = chance.pick(DEEDS);
  return { deed, when: BRINGS_BACK.has(deed) && chance.yes(0.6) ? 'off' : chance.pick(MOMENTS) };
};

/** Draws one thing that a person does, some of them to the first request on its way. */
export const drawAct = (chance: Chance, { situation }: Kind, servers: number, ask: Ask): Act => {
  if (situation?.needs === 'paused' && chance.yes(0.9))
    return { ...drawStartedAndPaused(chance), server: 0, nth: 1, takesMs: 2_000 };
  const { deed, when } = drawDeed(chance, situation?.needs);
  const inMs =
    when === 'time'
      ? drawInstant(chance, situation?.needs, ask)
      : chance.pick([0, 1, 50, 1_000, 10_000, MINUTE, 10 * MINUTE]) + chance.between(0, 50);
  return {
    deed,
    server: chance.between(0, servers - 1),
    when,
    nth: chance.pick([1, 1, 1, 2, 3]),
    inMs: Math.max(inMs, 0),
    takesMs:
      chance.pick(
        situation?.needs === 'echo'
          ? [30_000, 4 * MINUTE]
          : [2_000, 2_000, 2_000, 5_000, 5_000, 5_000, 30_000, 30_000, 4 * MINUTE],
      ) + chance.between(0, 999),
    ...(chance.yes(0.2) ? { asUs: true } : {}),
  };
};
