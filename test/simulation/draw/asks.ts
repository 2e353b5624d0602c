import type { Chance } from '../engine/chance.ts';
import type { Ask, Poison } from '../plan.ts';
import { many } from './many.ts';
import { HOUR, MINUTE } from './minutes.ts';
import type { Kind } from './situation.ts';

const WINDOWS = [6 * MINUTE, 6 * MINUTE, 10 * MINUTE, 10 * MINUTE, 10 * MINUTE, 30 * MINUTE, HOUR, 2 * HOUR] as const;

// Late enough to be interesting, and now and then just before the last moment at which a stop may leave.
const drawLateMs = (chance: Chance, { situation }: Kind, windowMs: number): number => {
  if (chance.yes(0.03)) return windowMs - 10_000 - chance.between(0, 700);
  if (situation?.needs === 'late') return chance.between(3_000, 20_000);
  return chance.yes(0.1) ? chance.pick([5_000, 10_000, 2 * MINUTE, 10 * MINUTE, 90 * MINUTE]) : 0;
};

const drawAgainMs = (chance: Chance, { large, situation }: Kind): number[] => {
  if (situation?.needs === 'again' && chance.yes(0.7)) return [chance.pick([1, 1, 1_000, 30_000, 5 * MINUTE])];
  return chance.yes(large ? 0.25 : 0.05) ? [chance.pick([1, 1_000, 30_000, 5 * MINUTE, HOUR, 30 * HOUR])] : [];
};

// Two that want the same at the same time, or one after the other.
const drawInMs = (chance: Chance, { situation }: Kind, n: number): number => {
  if (situation?.needs === 'rival' && chance.yes(0.6)) return chance.between(0, 400);
  // Long enough after a power-on that it counts as before the request.
  if (situation?.needs === 'echo' && n === 0)
    return chance.pick([chance.between(7_000, 20_000), chance.between(MINUTE, 1.5 * MINUTE)]);
  const after = n === 0 ? 0 : chance.pick([0, 500, 5_000, MINUTE, 3 * MINUTE, 20 * MINUTE]);
  return after + chance.between(0, 2_000);
};

const drawAsk = (chance: Chance, kind: Kind, servers: readonly number[], n: number): Ask => {
  const { wire, admin, large, situation } = kind;
  const windowMs = admin ? WINDOWS[0] : chance.pick(WINDOWS);
  return {
    source: wire && chance.yes(0.4) ? 'webhook' : chance.pick(['schedule', 'webhook', 'queue', 'queue']),
    servers,
    inMs: drawInMs(chance, kind, n),
    windowMs,
    form: chance.yes(large ? 0.5 : situation?.needs === 'split' ? 0.2 : 0.97) ? 'intents' : 'request',
    named: chance.yes(0.6),
    dryRun: chance.yes(0.06),
    lateMs: drawLateMs(chance, kind, windowMs),
    againMs: drawAgainMs(chance, kind),
  };
};

/** Draws the requests: of the first one all servers, of others some. */
export const drawAsks = (chance: Chance, kind: Kind, servers: number): [Ask, ...Ask[]] => {
  const { large, situation } = kind;
  const all = many(servers, (n) => n);
  const others = chance.yes(large ? 0.6 : situation?.needs === 'rival' ? 0.6 : 0.08)
    ? chance.pick(large ? [1, 1, 2] : [1])
    : 0;
  return [
    drawAsk(chance, kind, all, 0),
    ...many(others, (n) => drawAsk(chance, kind, chance.yes(0.5) ? all : [chance.between(0, servers - 1)], n + 1)),
  ];
};

const POISONS: readonly [Poison['what'], ...Poison['what'][]] = [
  'not-json',
  'unknown-field',
  'future',
  'keyword',
  'backwards',
  'newer',
];
const WEBHOOK_POISONS: readonly [Poison['what'], ...Poison['what'][]] = ['forged-webhook', 'changed-webhook'];

/** Draws what nobody should act on. */
export const drawPoison = (chance: Chance, { wire, situation }: Kind): Poison[] => {
  if (!chance.yes(situation?.needs === 'poison' ? 0.7 : wire ? 0.2 : 0.02)) return [];
  return many(chance.between(1, 2), () => ({
    inMs: chance.pick([chance.between(0, MINUTE), chance.between(0, 10) * MINUTE]),
    what: chance.pick(wire && chance.yes(0.6) ? WEBHOOK_POISONS : POISONS),
  }));
};
