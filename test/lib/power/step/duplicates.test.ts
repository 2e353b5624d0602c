import { describe, expect, test } from 'vitest';
import type { ConflictLine } from '../../../../lib/power/ports/telemetry.ts';
import { replayed } from '../../../../lib/power/replayed.ts';
import { anAction, anIntent, anOffServer, aServer, at, HOUR, MINUTE, SECOND } from '../../../builders.ts';
import { aStep, Killed, killAt } from './a-step.ts';

const FREEZE = { cloud: 'otc', frozenAt: at(0), by: 'anna', why: 'release', owner: 'o', revision: 1 };

describe('duplicates and replays', () => {
  test('a duplicate of what has ended is acknowledged from the ledger, without a call', async () => {
    const world = aStep({ server: anOffServer() });
    const first = await world.deliver();
    expect(first.ended).toMatchObject({ name: 'db-1' });
    world.scene.server = aServer();
    world.scene.now += MINUTE;
    const calls = await world.callsDuring(async () => {
      expect(await world.deliver()).toEqual({
        outcome: { kind: 'already-stopped', because: 'off without a stop of ours' },
        attempt: 1,
        repeated: true,
        // When it ended by the ledger, however often it is delivered.
        ended: { at: first.ended?.at },
      });
    });
    expect(calls).toEqual(['read']);
  });

  test('another delivery of an intent waits for the lease of the one at work', async () => {
    const world = aStep();
    killAt(world, 'show', 'before');
    await expect(world.deliver()).rejects.toThrow(Killed);
    world.scene.now += 10 * SECOND;
    const calls = await world.callsDuring(async () => {
      // Its minute and five seconds for killing late, less the ten that passed.
      expect((await world.deliver()).outcome).toMatchObject({
        kind: 'look-again',
        because: 'another delivery is at work on it',
        trouble: 'busy',
        delayMs: 55_000,
      });
    });
    expect(calls).toEqual(['read']);
  });

  test('a dead letter sent back is judged again, and its copies and older ones are acknowledged', async () => {
    const world = aStep({ server: aServer({ vmState: 'paused' }) });
    const { ended } = await world.deliver();
    const failedAt = world.letters[0]?.failure.failedAt ?? 0;
    expect(ended).toEqual({ at: failedAt, name: 'db-1' });
    world.scene.server = aServer();
    world.scene.now += MINUTE;

    expect(await world.deliver()).toEqual({
      outcome: { kind: 'dead-lettered', because: 'vm_state is paused', reason: 'not-stoppable' },
      attempt: 1,
      repeated: true,
      ended: { at: failedAt },
    });
    expect(await world.deliver({ letterFailedAt: failedAt - 1 })).toMatchObject({ repeated: true });
    expect(world.stops).toEqual([]);

    expect((await world.deliver({ letterFailedAt: failedAt })).outcome.kind).toBe('look-again');
    world.scene.server = anOffServer();
    expect((await world.deliver({ letterFailedAt: failedAt })).outcome.kind).toBe('stopped');
    expect(await world.deliver({ letterFailedAt: failedAt })).toMatchObject({ repeated: true });
    expect(world.stops).toHaveLength(1);
  });

  test('a dead letter sent back after its deadline, or after a restart, stops nothing', async () => {
    const late = aStep({ server: aServer({ vmState: 'paused' }) });
    await late.deliver();
    late.scene.server = aServer();
    late.scene.now = at(3600);
    const failedAt = late.letters[0]?.failure.failedAt ?? 0;
    expect((await late.deliver({ letterFailedAt: failedAt })).outcome).toMatchObject({ reason: 'expired' });

    const restarted = aStep({ server: aServer({ vmState: 'paused' }) });
    await restarted.deliver();
    restarted.scene.server = aServer({ updatedAt: at(30) });
    restarted.scene.actions = [anAction({ action: 'resume', startedAt: at(30) })];
    restarted.scene.now = at(60);
    const again = restarted.letters[0]?.failure.failedAt ?? 0;
    expect((await restarted.deliver({ letterFailedAt: again })).outcome.kind).toBe('superseded');
    expect([...late.stops, ...restarted.stops]).toEqual([]);
  });

  test('other content under the same identity is logged, and the first content counts', async () => {
    const world = aStep({ server: aServer({ taskState: 'rebuilding' }) });
    await world.deliver();
    world.scene.now = at(3600);
    const later = anIntent({ notAfter: at(7200) });
    const conflicts: ConflictLine[] = [];
    world.ports.telemetry.conflict = (line) => {
      world.journal.push('conflict');
      conflicts.push(line);
    };
    const calls = await world.callsDuring(async () => {
      expect((await world.deliver({ intent: later })).outcome).toMatchObject({ reason: 'expired' });
    });
    expect(calls).toContain('conflict');
    const { requestId, serverId } = later;
    expect(conflicts).toEqual([{ requestId, serverId, because: 'the first one stands' }]);
    expect((await world.entry()).intent).toEqual(anIntent());
  });
});

describe('a replay of a dead letter', () => {
  const NEXT_MORNING = at(20 * 3600);
  const replay = replayed(anIntent(), NEXT_MORNING);

  const expired = async () => {
    const world = aStep({ freeze: { kind: 'freeze', freeze: { ...FREEZE, untilAt: at(9_999) } } });
    await world.deliver();
    world.scene.now = at(3600);
    expect((await world.deliver()).outcome).toMatchObject({ reason: 'expired' });
    world.scene.freeze = { kind: 'freeze', freeze: undefined };
    world.scene.now = NEXT_MORNING + SECOND;
    return { world, letterFailedAt: world.letters[0]?.failure.failedAt ?? 0 };
  };

  test('a server whose window passed in a freeze is stopped by a replay, within the window of the replay', async () => {
    const { world, letterFailedAt } = await expired();
    const delivery = { intent: replay, letterFailedAt };
    expect((await world.deliver(delivery)).outcome.kind).toBe('look-again');
    expect(world.stops).toHaveLength(1);
    world.scene.server = anOffServer();
    expect((await world.deliver(delivery)).outcome.kind).toBe('stopped');
    expect(await world.deliver(delivery)).toMatchObject({ repeated: true });
    expect((await world.entry()).intent).toEqual(replay);
  });

  test('a server that a user started after the request and before the replay ends superseded', async () => {
    const { world, letterFailedAt } = await expired();
    world.scene.actions = [anAction({ startedAt: at(2 * 3600) })];
    world.scene.server = aServer({ updatedAt: at(2 * 3600) });
    expect((await world.deliver({ intent: replay, letterFailedAt })).outcome.kind).toBe('superseded');
    expect(world.stops).toEqual([]);
  });

  test('a replay that comes after its own window expires again, and its dead letter carries the replay', async () => {
    const { world, letterFailedAt } = await expired();
    world.scene.now = NEXT_MORNING + HOUR;
    expect((await world.deliver({ intent: replay, letterFailedAt })).outcome).toMatchObject({ reason: 'expired' });
    expect(world.letters[1]).toMatchObject({ intent: replay });
    expect(world.stops).toEqual([]);
  });

  test('no stop leaves later than ten seconds before the end of the window of the replay', async () => {
    const { world, letterFailedAt } = await expired();
    world.scene.now = replay.notAfter - 10 * SECOND + 1;
    expect((await world.deliver({ intent: replay, letterFailedAt })).outcome).toMatchObject({ reason: 'expired' });
    expect(world.stops).toEqual([]);
  });

  test('the message that the dead letter came from, delivered once more, stops nothing and takes no window away', async () => {
    const { world, letterFailedAt } = await expired();
    expect(await world.deliver()).toMatchObject({ repeated: true });
    await world.deliver({ intent: replay, letterFailedAt });
    expect((await world.deliver()).outcome).toMatchObject({ kind: 'look-again', because: 'powering off' });
    expect((await world.entry()).intent).toEqual(replay);
    expect(world.stops).toHaveLength(1);
  });
});
