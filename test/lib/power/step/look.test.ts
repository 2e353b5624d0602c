import { describe, expect, test } from 'vitest';
import type { Fault } from '../../../../lib/power/fault.ts';
import type { Cloud, Reply } from '../../../../lib/power/ports/cloud.ts';
import type { Server, ServerAction } from '../../../../lib/power/server.ts';
import { look, withHistory } from '../../../../lib/power/step/look.ts';
import { aFault, anAction, anIntent, aServer, at, NOON, seeing } from '../../../builders.ts';

const clock = { now: () => at(10), sleep: async () => {}, random: () => 0, freshId: () => 'id' };
const budget = { untilAt: at(40) };
const fault = (changes: Partial<Fault> = {}) => ({ kind: 'fault', fault: aFault(changes) }) as const;

const answering = (answers: {
  readonly server?: Reply<Server>;
  readonly list?: Reply<readonly ServerAction[]>;
  readonly one?: (requestId: string) => Reply<ServerAction>;
}) => {
  const asked: string[] = [];
  const cloud: Cloud = {
    userId: 'ours',
    showServer: async () => answers.server ?? fault(),
    stopServer: async () => fault(),
    listActions: async () => answers.list ?? fault(),
    showAction: async (_id, requestId) => {
      asked.push(requestId);
      return answers.one?.(requestId) ?? fault();
    },
  };
  return { cloud, asked };
};

describe('a look', () => {
  test('a look puts Nova’s times on our clock, by the Date of the answer and half a second', async () => {
    // Nova's clock is 20.5 s ahead of ours.
    const server: Reply<Server> = { kind: 'ok', value: aServer({ updatedAt: at(100) }), dateAt: at(30) };
    expect(await look(answering({ server }).cloud, anIntent(), clock, budget)).toEqual({
      kind: 'server',
      seenAt: at(10),
      offsetMs: 20_500,
      server: aServer({ updatedAt: at(79.5) }),
      userId: 'ours',
    });
  });

  test('a look does not guess the clock of a cloud that does not show it', async () => {
    const seen = await look(answering({ server: { kind: 'ok', value: aServer() } }).cloud, anIntent(), clock, budget);
    expect(seen).toMatchObject({ offsetMs: null, server: aServer() });
  });

  test('a look keeps a missing update time missing', async () => {
    const server: Reply<Server> = { kind: 'ok', value: aServer({ updatedAt: null }), dateAt: at(10) };
    expect(await look(answering({ server }).cloud, anIntent(), clock, budget)).toMatchObject({
      server: { updatedAt: null },
    });
  });

  test('a look is as old as its question, and Nova’s clock is compared when the answer comes', async () => {
    let now = at(10);
    const { cloud } = answering({ server: { kind: 'ok', value: aServer({ updatedAt: at(100) }), dateAt: at(30) } });
    const slow: Cloud = {
      ...cloud,
      showServer: (id, until) => {
        now = at(17);
        return cloud.showServer(id, until);
      },
    };
    const seen = await look(slow, anIntent(), { ...clock, now: () => now }, budget);
    expect(seen).toMatchObject({ seenAt: at(10), offsetMs: 13_500, server: { updatedAt: at(86.5) } });
  });

  test('a look distinguishes a 404 from a fault', async () => {
    const gone = answering({ server: fault({ kind: 'refused', trouble: 'not-found' }) });
    expect(await look(gone.cloud, anIntent(), clock, budget)).toMatchObject({
      kind: 'not-found',
      seenAt: at(10),
      userId: 'ours',
    });
    expect(await look(answering({}).cloud, anIntent(), clock, budget)).toEqual({
      kind: 'fault',
      seenAt: at(10),
      fault: aFault(),
    });
  });
});

describe('a history', () => {
  const echo = anAction({ requestId: 'req-echo', startedAt: at(5) });
  const origin = anAction({ requestId: 'req-origin', startedAt: at(-60) });
  const list = (...actions: ServerAction[]) => ({ kind: 'ok', value: actions }) as const;
  const read = async (cloud: Cloud, seen = seeing()) =>
    (await withHistory(seen, cloud, anIntent(), clock, budget)).history;

  test('the times of a history are put on our clock', async () => {
    const seen = seeing(aServer(), { offsetMs: 3_000 });
    const { cloud } = answering({ list: list(anAction({ startedAt: at(5) })) });
    expect(await read(cloud, seen)).toMatchObject({ actions: [{ startedAt: at(2) }] });
  });

  test('the history of a missing server brings Nova’s clock', async () => {
    const gone = { kind: 'not-found', seenAt: at(10), offsetMs: null, userId: 'ours' } as const;
    const { cloud } = answering({ list: { kind: 'ok', value: [anAction({ startedAt: at(25) })], dateAt: at(29.5) } });
    expect(await withHistory(gone, cloud, anIntent(), clock, budget)).toMatchObject({
      offsetMs: 20_000,
      history: { actions: [{ startedAt: at(5) }] },
    });
  });

  test('a history that cannot be read says why', async () => {
    expect(await read(answering({ list: fault() }).cloud)).toEqual(fault());
  });

  test('a history asks for the events of a start that may be an echo, and of nothing else', async () => {
    const { cloud, asked } = answering({
      list: list(echo, anAction({ action: 'lock', requestId: 'req-lock', startedAt: at(4) }), origin),
      one: () => ({ kind: 'ok', value: { ...echo, events: ['compute_power_update'] } }),
    });
    expect(await read(cloud)).toMatchObject({
      actions: [{ requestId: 'req-echo', events: ['compute_power_update'] }, {}, {}],
    });
    expect(asked).toEqual(['req-echo']);
  });

  test('a history asks nothing about a start that nothing explains', async () => {
    const { cloud, asked } = answering({ list: list(echo) });
    await read(cloud);
    expect(asked).toEqual([]);
  });

  test('a start whose events are hidden is a user’s, and a passing fault leaves no history', async () => {
    const hidden = answering({ list: list(echo, origin), one: () => ({ kind: 'ok', value: echo }) });
    expect(await read(hidden.cloud)).toMatchObject({ actions: [{ events: [] }, {}] });
    const refused = answering({
      list: list(echo, origin),
      one: () => fault({ kind: 'refused', trouble: 'forbidden' }),
    });
    expect(await read(refused.cloud)).toEqual({ kind: 'actions', actions: [echo, origin] });
    const passing = answering({ list: list(echo, origin), one: () => fault() });
    expect(await read(passing.cloud)).toEqual(fault());
  });

  test('a history asks about five doubtful starts at most, from the oldest on', async () => {
    const starts = Array.from({ length: 8 }, (_, n) =>
      anAction({ requestId: `req-${n}`, startedAt: NOON + 9_000 - n }),
    );
    const { cloud, asked } = answering({
      list: list(...starts, origin),
      one: (id) => ({ kind: 'ok', value: anAction({ requestId: id, events: ['compute_power_update'] }) }),
    });
    await read(cloud);
    expect(asked).toEqual(['req-7', 'req-6', 'req-5', 'req-4', 'req-3']);
  });
});
