import { describe, expect, test } from 'vitest';
import { readCloud } from '../../../cli/why/read-cloud.ts';
import type { Cloud, Reply } from '../../../lib/power/ports/cloud.ts';
import type { ServerAction } from '../../../lib/power/server.ts';
import { aFault, anAction, aServer, aServerId, at, HOUR, NOON, SECOND } from '../../builders.ts';
import { aClock } from '../../fakes.ts';

const ID = aServerId();
const refused: Reply<never> = { kind: 'fault', fault: aFault({ kind: 'refused', trouble: 'forbidden' }) };

/** A cloud whose clock is `aheadMs` ahead of ours, with these records; details are shown unless another answer is given. */
const cloudWith = (
  actions: readonly ServerAction[],
  { aheadMs = 0, detail }: { aheadMs?: number; detail?: Reply<never> },
) => {
  const asked: string[] = [];
  const dateAt = NOON + aheadMs - 500;
  const cloud: Cloud = {
    userId: 'operator',
    showServer: async () => ({ kind: 'ok', value: aServer(), dateAt }),
    stopServer: async () => refused,
    listActions: async () => ({
      ...{ kind: 'ok', dateAt },
      value: actions.map(({ events: _, endedAt: _endedAt, ...listed }) => listed),
    }),
    showAction: async (_id, requestId) => {
      asked.push(requestId);
      const value = actions.find((action) => action.requestId === requestId);
      return detail ?? (value === undefined ? refused : { kind: 'ok', value });
    },
  };
  return { asked, clouds: { cloud: async () => ({ kind: 'cloud', cloud }) as const } };
};

const read = async (actions: readonly ServerAction[], options: Parameters<typeof cloudWith>[1] = {}) => {
  const { asked, clouds } = cloudWith(actions, options);
  const got = await readCloud(clouds, 'otc', ID, NOON - HOUR, aClock());
  if (got.kind !== 'seen') return expect.fail(got.because);
  const { history } = got.seen;
  return { asked, unread: got.unread, actions: history?.kind === 'actions' ? history.actions : expect.fail('no list') };
};

const stop = (seconds: number, changes: Partial<ServerAction> = {}) =>
  anAction({
    ...{ action: 'stop', requestId: `req-${seconds}`, startedAt: at(seconds) },
    ...{ events: ['compute_stop_instance'], endedAt: at(seconds + 30) },
    ...changes,
  });

describe('a live look with its action list', () => {
  test('The newest power actions are asked for their ends, and so is the last one of long ago', async () => {
    const old = stop(-3 * 86_400);
    const { asked, actions } = await read([
      anAction({ action: 'lock', requestId: 'req-lock', startedAt: at(-1) }),
      old,
    ]);
    expect(asked).toEqual([old.requestId]);
    expect(actions[1]).toMatchObject({ endedAt: old.endedAt, events: ['compute_stop_instance'] });
    const newer = stop(-60);
    expect((await read([newer, old])).asked).toEqual([newer.requestId]);
  });

  test('At most six records are asked for one by one', async () => {
    const many = Array.from({ length: 9 }, (_, n) => stop(-60 * (n + 1)));
    expect((await read(many)).asked).toHaveLength(6);
  });

  test('Details that the cloud refuses leave the record as it is, and those that fail are said', async () => {
    const { events: _, endedAt: _endedAt, ...listed } = stop(-60);
    expect(await read([stop(-60)], { detail: refused })).toMatchObject({ unread: [], actions: [listed] });
    const detail: Reply<never> = { kind: 'fault', fault: aFault({ message: 'HTTP 503' }) };
    expect((await read([stop(-60), stop(-120)], { detail })).unread).toEqual(['the details of 2 actions: HTTP 503']);
  });

  test.each([
    ['two seconds', 2 * SECOND, 0],
    ['a minute', 60 * SECOND, -60 * SECOND],
  ])('Of a clock %s apart the times are moved by what it is more than a Date can show', async (_, aheadMs, movedMs) => {
    const { actions } = await read([stop(-60)], { aheadMs });
    expect(actions[0]).toMatchObject({ startedAt: at(-60) + movedMs, endedAt: at(-30) + movedMs });
  });

  test('A cloud that is not configured, or cannot be opened, is named', async () => {
    const unknown = { cloud: async () => ({ kind: 'unknown', known: [] }) as const };
    expect(await readCloud(unknown, 'annex', ID, NOON, aClock())).toEqual({
      ...{ kind: 'unseen', because: 'cloud annex is not configured here' },
    });
    const broken = { cloud: async () => ({ kind: 'fault', fault: aFault({ message: 'no auth_url' }) }) as const };
    expect(await readCloud(broken, 'annex', ID, NOON, aClock())).toEqual({
      ...{ kind: 'unseen', because: 'cloud annex: no auth_url' },
    });
  });
});
