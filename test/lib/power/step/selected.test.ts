import { describe, expect, test } from 'vitest';
import { anAction, anIntent, aServer, at, HOUR, SECOND } from '../../../builders.ts';
import { aStep, type Scene } from './a-step.ts';

const intent = anIntent({ selectDigest: 'a'.repeat(64) });
const NIGHT = { kind: 'select', select: { tags: ['night'] } } as const;
const inTheNight = (changes: Partial<Scene> = {}) =>
  aStep({ server: aServer({ tags: ['night'] }), select: NIGHT, ...changes });

describe('an intent of a selection', () => {
  test('the select is read once, after the look that leads to a stop', async () => {
    const world = inTheNight();
    await world.deliver({ intent });
    expect(world.journal.slice(0, 6)).toEqual(['read', 'claim', 'show', 'select', 'mark', 'others']);
    expect(world.stops).toHaveLength(1);
    world.scene.now += 10 * SECOND;
    expect(await world.callsDuring(() => world.deliver({ intent }))).toEqual(['read', 'show', 'give back']);
  });

  test('an intent that names its server reads no select', async () => {
    const world = aStep();
    await world.deliver();
    expect(world.journal).not.toContain('select');
  });

  test('select and history are both read where both decide', async () => {
    const world = inTheNight({ server: aServer({ tags: ['night'], updatedAt: at(-100) }), actions: [] });
    await world.deliver({ intent });
    expect(world.journal.slice(2, 6)).toEqual(['show', 'select', 'list', 'mark']);
    expect(world.stops).toHaveLength(1);
  });

  test('a server that somebody took out of the selection is held, without a mark of a send', async () => {
    const world = inTheNight({ server: aServer({ tags: [] }) });
    expect((await world.deliver({ intent })).outcome).toEqual({
      kind: 'held',
      because: 'no longer matches: tags: does not fit "night"',
    });
    expect(world.journal).toEqual(['read', 'claim', 'show', 'select', 'held']);
  });

  test('a restart is found before the selection is judged, once a stop of ours has failed', async () => {
    const world = inTheNight();
    await world.deliver({ intent });
    world.scene.now = at(200);
    world.scene.server = aServer({ tags: ['night'], updatedAt: at(100) });
    world.scene.actions = [
      anAction({ action: 'start', requestId: 'req-theirs', userId: 'somebody', startedAt: at(100) }),
      anAction({ action: 'stop', requestId: 'req-1', userId: 'ours', startedAt: at(1), failed: true }),
    ];
    const calls = await world.callsDuring(() => world.deliver({ intent }));
    expect(calls).not.toContain('select');
    expect(await world.entry(intent)).toMatchObject({ ending: { kind: 'superseded' } });
  });

  test('without its roll nothing is sent, and the intent expires saying so', async () => {
    const world = inTheNight({ select: { kind: 'unavailable', because: 'throttled' } });
    const deliver = () => world.deliver({ intent });
    expect((await deliver()).outcome).toMatchObject({ kind: 'look-again', trouble: 'ledger' });
    world.scene.now += HOUR;
    expect((await deliver()).outcome).toMatchObject({
      kind: 'dead-lettered',
      reason: 'expired',
      because: 'notAfter has passed: the selection that chose the server cannot be read: throttled',
    });
    expect(world.stops).toEqual([]);
    const absent = inTheNight({ select: { kind: 'absent' } });
    expect((await absent.deliver({ intent })).outcome).toMatchObject({
      trouble: 'ledger',
      because: 'the selection that chose the server cannot be read: the request has no roll',
    });
  });
});
