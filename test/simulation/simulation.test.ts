import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { hashOf } from './carry-out.ts';
import { check } from './check/check.ts';
import { tryCrashPoints } from './crash/crash-points.ts';
import { drawPlan } from './draw-plan.ts';
import { readFixture } from './fixture.ts';
import { runScenario } from './run-scenario.ts';
import { freshTally, runSeed } from './run-seeds.ts';
import { explicitPlan } from './shrink.ts';

const SEEDS = 1_000;
const FIXTURES = new URL('fixtures/', import.meta.url);

describe('the simulation', () => {
  test(`keeps every promise in ${SEEDS} hostile seeds`, { timeout: 60_000 }, async () => {
    const tally = freshTally(1);
    for (let seed = 1; seed <= SEEDS; seed += 1) await runSeed(seed, tally);
    expect(tally.broken).toEqual([]);
    expect(tally.accepted).toBeGreaterThan(SEEDS / 2);
  });

  test.for([1, 25, 50, 77, 1_000])('gives seed %i the same history twice, byte for byte', async (seed) => {
    const [first, second] = [await runScenario(drawPlan(seed)), await runScenario(drawPlan(seed))];
    expect(hashOf(first.history)).toBe(hashOf(second.history));
  });

  test.for([3, 31, 50])('gives seed %i the same history from its list of faults', async (seed) => {
    const plan = drawPlan(seed);
    const explicit = await runScenario(await explicitPlan(plan));
    expect(hashOf(explicit.history)).toBe(hashOf((await runScenario(plan)).history));
  });

  test.for(readdirSync(FIXTURES).filter((name) => name.endsWith('.json')))(
    'keeps every promise in %s, which breaks one when its guard is taken out',
    async (name) => {
      const read = readFixture(readFileSync(new URL(name, FIXTURES), 'utf8'));
      if ('problem' in read) throw new Error(read.problem);
      expect(check(await runScenario(read.fixture.plan)).violations).toEqual([]);
    },
  );
});

describe('every crash point', () => {
  const report = tryCrashPoints(false);

  test('keeps every promise', async () => {
    expect((await report).broken).toEqual([]);
  });

  // A new await changes these counts: it is then tried as well, and this number says that somebody has looked at it.
  test('is tried: the awaits are counted', async () => {
    const { awaits, byFaults } = await report;
    expect(awaits['calm, operator never, redelivered after the lease']).toEqual(CALM);
    expect(awaits['changed lately, operator never, redelivered after the lease']).toEqual(CHANGED_LATELY);
    expect(awaits['slow history, operator never, redelivered after the lease']).toEqual(SLOW_HISTORY);
    expect(awaits['not stoppable, operator never, redelivered after the lease']).toEqual(NOT_STOPPABLE);
    expect(byFaults).toEqual([24, 1_680, 0]);
  });
});

const CLAIM = ['read', 'write', 'clouds', 'show'];
const SEND = ['write', 'query', 'stop', 'write', 'delay'];
const CALM = [...CLAIM, ...SEND].map((place) => `1 ${place}`).concat([...CLAIM, 'write'].map((place) => `2 ${place}`));
const CHANGED_LATELY = [...CLAIM, 'list', ...SEND]
  .map((place) => `1 ${place}`)
  .concat([...CLAIM, 'write'].map((place) => `2 ${place}`));
const SLOW_HISTORY = [...CLAIM, 'list', 'write', 'query', 'show', 'stop', 'write', 'delay']
  .map((place) => `1 ${place}`)
  .concat([...CLAIM, 'write'].map((place) => `2 ${place}`));
const NOT_STOPPABLE = [...CLAIM, 'write', 'letter', 'write'].map((place) => `1 ${place}`);
