import { describe, expect, test } from 'vitest';
import type { Entry } from '../../../../lib/power/entry.ts';
import {
  aFault,
  anAction,
  anEntry,
  anIntent,
  anOffServer,
  aSend,
  aServer,
  at,
  HOUR,
  SECOND,
} from '../../../builders.ts';
import { aStep, type Scene } from './a-step.ts';

/** A world whose stop was accepted a moment ago. */
const accepted = async (changes: Partial<Scene> = {}) => {
  const world = aStep(changes);
  await world.deliver();
  world.scene.now = at(61);
  return world;
};

/** The same, after a look that saw the server power off. */
const followed = async () => {
  const world = await accepted();
  await world.deliver();
  world.scene.now = at(100);
  return world;
};

const calls = async (world: ReturnType<typeof aStep>, changes = {}) => world.callsDuring(() => world.deliver(changes));

describe('a look that only confirms', () => {
  test('a look that learns nothing writes nothing, and the next one comes half as long again after the stop', async () => {
    const world = await followed();
    const before = await world.entry();
    expect(await calls(world)).toEqual(['read', 'show']);
    expect(await world.entry()).toEqual(before);
    world.scene.now = at(101.1);
    const { outcome } = await world.deliver();
    expect(outcome).toEqual({ kind: 'look-again', because: 'powering off', delayMs: 50_000 });
  });

  test('the first sight of a power-off is claimed and written at once', async () => {
    const world = await accepted();
    const before = await world.entry();
    expect(await calls(world)).toEqual(['read', 'show', 'give back']);
    const after = await world.entry();
    expect(after).toMatchObject({
      attempts: 2,
      leaseUntil: 0,
      looks: 2,
      server: { taskState: 'powering-off' },
      history: [{ decision: 'send' }, { decision: 'wait', because: 'powering off' }],
    });
    expect(after.owner).not.toBe(before.owner);
    expect(after.revision).toBeGreaterThan(before.revision);
  });

  test('the end is one write over the entry that was read', async () => {
    const world = await followed();
    world.scene.server = anOffServer({ updatedAt: at(70) });
    expect(await calls(world)).toEqual(['read', 'show', 'stopped']);
    expect(await world.entry()).toMatchObject({ attempts: 3, leaseUntil: 0, stoppedAt: at(70) });
  });

  test('a trouble and its Retry-After are written, and no look comes before it is over', async () => {
    const world = await followed();
    world.scene.server = aFault({ trouble: 'throttled', retryAfterMs: 30_000 });
    expect(await calls(world)).toEqual(['read', 'show', 'give back']);
    expect((await world.entry()).trouble).toMatchObject({ retryAfterMs: 30_000 });
    world.scene.now += 20 * SECOND;
    expect(await calls(world)).toEqual(['read']);
    world.scene.server = aServer({ taskState: 'powering-off' });
    world.scene.now += 20 * SECOND;
    expect(await calls(world)).toEqual(['read', 'show', 'give back']);
    expect((await world.entry()).trouble).toBeUndefined();
  });

  test('a stopped server whose power is still on is a first sight', async () => {
    const world = await followed();
    world.scene.server = aServer({ vmState: 'stopped', powerState: 1 });
    expect(await calls(world)).toEqual(['read', 'show', 'give back']);
    expect(await world.entry()).toHaveProperty('poweredAt');
  });

  test('a server that runs is claimed, and looked at once more before its records are read', async () => {
    const world = await followed();
    world.scene.server = aServer({ updatedAt: at(90) });
    world.scene.actions = [anAction({ startedAt: at(90) })];
    expect(await calls(world)).toEqual(['read', 'show', 'claim', 'show', 'list', 'superseded']);
  });

  test('a dead letter is claimed first', async () => {
    const world = await followed();
    world.scene.server = aFault({ kind: 'refused', trouble: 'forbidden' });
    expect(await calls(world)).toEqual(['read', 'show', 'claim', 'show', 'burying', 'letter', 'dead-lettered']);
  });

  test('a cloud that cannot be opened is met by the claim', async () => {
    const world = await followed();
    world.scene.clouds = { kind: 'fault', fault: aFault() };
    expect(await calls(world)).toEqual(['read', 'claim', 'give back']);
  });
});

describe('a look that comes after its claim', () => {
  test('at the end of the patience the claim comes first', async () => {
    const world = await followed();
    world.scene.now = at(16 * 60);
    expect((await calls(world)).slice(0, 3)).toEqual(['read', 'claim', 'show']);
  });

  test('in the last delivery the claim comes first', async () => {
    const world = await followed();
    expect((await calls(world, { last: true })).slice(0, 3)).toEqual(['read', 'claim', 'show']);
  });

  test('a replay that moves the window comes with a claim', async () => {
    const world = await followed();
    const replay = anIntent({ replayedAt: at(90), notAfter: at(90) + HOUR });
    expect((await calls(world, { intent: replay })).slice(0, 3)).toEqual(['read', 'claim', 'show']);
  });

  test.each<[string, Partial<Entry>]>([
    ['refused', { sends: [aSend({ state: 'refused' })] }],
    ['unresolved', { sends: [aSend({ state: 'unresolved' })] }],
    ['failed', { sends: [aSend({ state: 'failed', answeredAt: at(11) })] }],
    ['accepted, with an abandoned claim after it', { sends: [aSend({ answeredAt: at(11) })], leaseUntil: at(20) }],
  ])('a look after a stop that is %s comes after its claim', async (_, changes) => {
    const world = aStep({ now: at(100) });
    await world.remember(anEntry({ owner: 'earlier', leaseUntil: 0, ...changes }));
    expect((await calls(world)).slice(0, 3)).toEqual(['read', 'claim', 'show']);
  });
});

describe('two deliveries at once', () => {
  test('of two that see the end at once one writes it, and the other one finds it', async () => {
    const world = await followed();
    world.scene.server = anOffServer({ updatedAt: at(70) });
    const outcomes = await Promise.all([world.deliver(), world.deliver()]);
    expect(outcomes.map(({ outcome }) => outcome.kind).toSorted()).toEqual(['look-again', 'stopped']);
    const { ending, attempts } = await world.entry();
    expect({ kind: ending?.kind, attempts }).toEqual({ kind: 'stopped', attempts: 3 });
    expect(await world.deliver()).toMatchObject({ outcome: { kind: 'stopped' }, repeated: true });
  });

  test('a look that learnt something is lost when another delivery wrote meanwhile', async () => {
    const world = await accepted();
    const outcomes = await Promise.all([world.deliver(), world.deliver()]);
    expect(outcomes.map(({ outcome }) => outcome)).toMatchObject([
      { kind: 'look-again', because: 'powering off' },
      { kind: 'look-again', because: expect.stringContaining('lost') },
    ]);
    expect(await world.entry()).toMatchObject({ attempts: 2 });
  });
});

test('the first look after a stop comes when the last stops of the server show that it is off', async () => {
  const world = aStep();
  await world.remember(
    anEntry({
      intent: anIntent({ requestId: 'yesterday', requestedAt: at(-24 * 3600) }),
      leaseUntil: 0,
      sends: [aSend({ markedAt: at(-24 * 3600), answeredAt: at(-24 * 3600) })],
      stoppedAt: at(-24 * 3600 + 25),
      ending: { kind: 'stopped', because: 'off after our stop', endedAt: at(-24 * 3600 + 60) },
    }),
  );
  expect((await world.deliver()).outcome).toMatchObject({ because: 'Nova accepted the stop', delayMs: 25_000 });
});
