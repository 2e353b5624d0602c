import { describe, expect, test } from 'vitest';
import { NO_GUARDS } from '../../../../lib/power/guard/guards.ts';
import type { Server } from '../../../../lib/power/server.ts';
import { aFault, anAction, anIntent, aServer, at, SECOND } from '../../../builders.ts';
import { aStep, type World } from './a-step.ts';

describe('evidence that has become old is made sure of', () => {
  // Asked at 1 s; the answer and the history come by 1.2 s, so the other intents are read until `ms` later.
  const slowLedger = (ms: number, then: (world: World) => void = () => {}) => {
    const world = aStep({ server: aServer({ updatedAt: at(-100) }) });
    let shown = 0;
    world.scene.before = (call) => {
      if (call === 'others') world.scene.now += ms;
      if (call === 'show') shown += 1;
      if (call === 'show' && shown === 2) then(world);
    };
    return world;
  };
  const sent = ['freeze', 'sending', 'stop', 'sent', 'give back'];
  const found = ['read', 'claim', 'show', 'list', 'mark', 'others'];
  const sure = [...found, 'show', 'list', ...sent];

  test('evidence over a second old is confirmed by one more look right before the stop', async () => {
    const young = slowLedger(800);
    await young.deliver();
    expect(young.journal).toEqual([...found, ...sent]);
    expect(young.lines.sending).toMatchObject([{ evidenceAgeMs: 1_000 }]);
    const old = slowLedger(801);
    await old.deliver();
    expect(old.journal).toEqual(sure);
    expect(old.lines.sending).toMatchObject([{ evidenceAgeMs: 200 }]);
    // It is worth nothing when it takes longer than evidence lasts.
    expect(old.looks.at(-1)).toEqual({ at: at(2.001), untilAt: at(7.001) });
    // What the ledger keeps is the evidence that counted: a late race is looked for by it.
    expect((await old.entry()).sends).toMatchObject([{ markedAt: at(1.2), evidenceAt: at(2.001) }]);
  });

  test('a history that takes long does not keep a stop from leaving', async () => {
    const world = aStep({ server: aServer({ updatedAt: at(-100) }) });
    world.scene.before = (call) => {
      if (call === 'list') world.scene.now += 8 * SECOND;
    };
    await world.deliver();
    expect(world.journal).toEqual([...found, 'show', ...sent]);
  });

  test('the history is read again with the last look, since some acts are recorded before the server shows them', async () => {
    const reset = anAction({ action: 'resetState', requestId: 'req-reset', startedAt: at(1.9) });
    const raced = slowLedger(2 * SECOND, ({ scene }) => {
      scene.actions = [reset];
    });
    expect((await raced.deliver()).outcome).toMatchObject({
      because: 'something happened to the server right before its stop',
    });
    const unread = slowLedger(2 * SECOND, ({ scene }) => {
      scene.actions = aFault();
    });
    expect((await unread.deliver()).outcome).toMatchObject({
      because: "the server's history cannot be read right before its stop: Nova answered 503",
    });
    expect([...raced.stops, ...unread.stops]).toEqual([]);
  });

  test.for<[string, Partial<Server>]>([
    ['rebooted meanwhile and active again', { updatedAt: at(1.5) }],
    ['busy by now', { taskState: 'rebooting' }],
    ['off by now', { vmState: 'stopped' }],
    ['without the time of its change', { updatedAt: null }],
  ])('a server that the last look shows %s is left for the next delivery', async ([, change]) => {
    const world = slowLedger(2 * SECOND, ({ scene }) => {
      scene.server = aServer({ updatedAt: at(-100), ...change });
    });
    expect((await world.deliver()).outcome).toMatchObject({
      kind: 'look-again',
      because: 'something happened to the server right before its stop',
    });
    expect(world.stops).toEqual([]);
    expect((await world.entry()).sends).toEqual([]);
  });

  test.for<[string, Partial<Server>, string]>([
    ['locked', { locked: true }, 'locked: an operator holds it'],
    ['with a tag that protects it', { tags: ['lights-out'] }, 'marked lights-out: protected'],
    [
      'with metadata that protects it',
      { metadata: { 'lights-out': 'keep' }, updatedAt: at(1.5) },
      'marked lights-out=keep: protected',
    ],
  ])(
    'a server that the last look shows %s is held, and the mark of the send is taken back',
    async ([, change, because]) => {
      const world = slowLedger(2 * SECOND, ({ scene }) => {
        scene.server = aServer({ updatedAt: at(-100), ...change });
      });
      expect((await world.deliver()).outcome).toEqual({ kind: 'held', because });
      expect(world.stops).toEqual([]);
      expect(await world.entry()).toMatchObject({ sends: [], ending: { kind: 'held' }, leaseUntil: 0 });
      expect(world.journal).toEqual([...found, 'show', 'held']);
    },
  );

  test('a server that was marked and made busy is judged by the next delivery, which sees what became of it', async () => {
    const world = slowLedger(2 * SECOND, ({ scene }) => {
      scene.server = aServer({ updatedAt: at(1.5), taskState: 'rebooting', tags: ['lights-out'] });
    });
    expect((await world.deliver()).outcome).toMatchObject({
      kind: 'look-again',
      because: 'something happened to the server right before its stop',
    });
  });

  test('the last look asks the settings and the selection as the first one did', async () => {
    const select = { kind: 'select', select: { tags: ['night'] } } as const;
    const intent = anIntent({ selectDigest: 'a'.repeat(64) });
    const selected = slowLedger(2 * SECOND, ({ scene }) => {
      scene.server = aServer({ updatedAt: at(-100) });
    });
    Object.assign(selected.scene, { select, server: aServer({ updatedAt: at(-100), tags: ['night'] }) });
    expect((await selected.deliver({ intent })).outcome).toMatchObject({
      kind: 'held',
      because: 'no longer matches: tags: does not fit "night"',
    });
    const required = slowLedger(2 * SECOND, ({ scene }) => {
      scene.server = aServer({ updatedAt: at(-100) });
    });
    Object.assign(required.scene, {
      guards: { ...NO_GUARDS, requiresAllow: true },
      server: aServer({ updatedAt: at(-100), tags: ['lights-out=allow'] }),
    });
    expect((await required.deliver()).outcome).toMatchObject({
      kind: 'held',
      because: 'not marked lights-out=allow, which STOP_REQUIRES asks for',
    });
    expect([...selected.stops, ...required.stops]).toEqual([]);
  });

  test('a server that the last look cannot read, or does not find, is left for the next delivery', async () => {
    const unread = slowLedger(2 * SECOND, ({ scene }) => {
      scene.server = aFault();
    });
    expect((await unread.deliver()).outcome).toMatchObject({
      because: 'the server cannot be read right before its stop: Nova answered 503',
      trouble: 'unavailable',
    });
    const gone = slowLedger(2 * SECOND, ({ scene }) => {
      scene.server = aFault({ kind: 'refused', trouble: 'not-found' });
    });
    expect((await gone.deliver()).outcome).toMatchObject({
      because: 'something happened to the server right before its stop',
    });
    expect([...unread.stops, ...gone.stops]).toEqual([]);
  });
});
