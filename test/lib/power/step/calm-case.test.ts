import { describe, expect, test } from 'vitest';
import { anAction, anIntent, anOffServer, aServer, at, SECOND } from '../../../builders.ts';
import { aStep } from './a-step.ts';

const cloudCalls = (journal: readonly string[]) =>
  journal.filter((call) => ['show', 'stop', 'list', 'action'].includes(call));

describe('the calm case', () => {
  test('a calm stop takes three calls to the cloud in two steps, and the ledger has its mark before it leaves', async () => {
    const world = aStep();
    const first = await world.deliver();
    expect(first.outcome).toEqual({ kind: 'look-again', because: 'Nova accepted the stop', delayMs: 60_000 });
    expect(first.openstackRequestId).toBe('req-1');
    expect(world.journal).toEqual([
      'read',
      'claim',
      'show',
      'mark',
      'others',
      'freeze',
      'sending',
      'stop',
      'sent',
      'give back',
    ]);

    world.scene.now += 90 * SECOND;
    world.scene.server = anOffServer({ updatedAt: at(60) });
    const calls = await world.callsDuring(async () => {
      expect((await world.deliver()).outcome).toEqual({ kind: 'stopped', because: 'off after our stop' });
    });
    expect(calls).toEqual(['read', 'show', 'stopped']);
    expect(cloudCalls(world.journal)).toEqual(['show', 'stop', 'show']);
  });

  test('the stop carries the type that was asked for, and ten seconds for its answer', async () => {
    const world = aStep();
    await world.deliver({ intent: anIntent({ type: 'HARD' }) });
    expect(world.stops).toEqual([{ at: at(1.1), type: 'HARD', untilAt: at(11.1) }]);
    const plain = aStep();
    await plain.deliver();
    expect(plain.stops).toMatchObject([{ type: undefined }]);
  });

  test('a line before the stop shows the evidence, and one after it the answer', async () => {
    const world = aStep({ callMs: 300 });
    await world.deliver();
    expect(world.lines.sending).toEqual([
      {
        intent: anIntent(),
        attempt: 1,
        decision: 'send',
        because: 'unchanged since 2026-11-21T12:00:00.000Z',
        server: { vmState: 'active', taskState: null, powerState: 1 },
        evidenceAgeMs: 300,
        actions: null,
      },
    ]);
    expect(world.lines.sent).toEqual([
      { intent: anIntent(), attempt: 1, reply: { kind: 'ok', value: { openstackRequestId: 'req-1' } }, tookMs: 300 },
    ]);
  });

  test('an entry is released with its lease at zero and its owner kept', async () => {
    const world = aStep();
    await world.deliver();
    expect(await world.entry()).toMatchObject({ owner: 'owner-1', leaseUntil: 0, abandoned: 0, looks: 1 });
  });

  test('an accepted stop is looked at first after LOOK_FIRST, however many looks came before it', async () => {
    const world = aStep({ server: aServer({ taskState: 'rebuilding' }) });
    for (let times = 1; times <= 6; times += 1) await world.deliver();
    world.scene.server = aServer();
    expect((await world.deliver()).outcome).toMatchObject({ because: 'Nova accepted the stop', delayMs: 60_000 });
  });

  test('a changed server takes one call more, and one for every doubtful start', async () => {
    const world = aStep({ server: aServer({ updatedAt: at(0.5) }) });
    const echo = { requestId: 'req-echo', startedAt: at(0.5) };
    world.scene.actions = [anAction(echo), anAction({ startedAt: at(-60) })];
    await world.deliver();
    expect(cloudCalls(world.journal)).toEqual(['show', 'list', 'action']);
    expect((await world.entry()).ending).toMatchObject({ kind: 'superseded' });
  });

  test('Ironic’s echo does not keep a server running', async () => {
    const world = aStep({ server: aServer({ updatedAt: at(0) }) });
    const echo = anAction({ requestId: 'req-echo', startedAt: at(0.5) });
    world.scene.actions = [echo, anAction({ startedAt: at(-60) })];
    world.scene.after = (call) => {
      if (call === 'list') world.scene.actions = [{ ...echo, events: ['compute_power_update'] }];
    };
    await world.deliver();
    expect(world.stops).toHaveLength(1);
  });
});

test('a history without a power-on is enough to stop a server that changed before its request', async () => {
  const world = aStep({ server: aServer({ updatedAt: at(-200) }), actions: [] });
  await world.deliver();
  expect(cloudCalls(world.journal)).toEqual(['show', 'list', 'stop']);
  expect(world.lines.sending).toMatchObject([{ because: 'no power-on after the request', actions: 0 }]);
});

describe('a late race', () => {
  test('a late race is reported with an alert, and the server is stopped all the same', async () => {
    const world = aStep({ callMs: 2_500 });
    world.scene.before = (call) => {
      if (call !== 'stop') return;
      world.scene.actions = [
        anAction({ action: 'reboot', startedAt: world.scene.now + 1_000, requestId: 'req-person' }),
      ];
    };
    await world.deliver();
    world.scene.server = anOffServer();
    world.scene.now = at(60);
    expect((await world.deliver()).outcome.kind).toBe('stopped');
    expect(world.lines.alert).toMatchObject([{ what: 'late-race', intent: anIntent() }]);
  });
});
