import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decide } from '../../../../lib/power/decide/decide.ts';
import type { Entry } from '../../../../lib/power/entry.ts';
import { at, MINUTE, NOON, SECOND, TIMING } from '../../../builders.ts';
import { guardedMoments, type Life, lives, temptations } from './lives.ts';

const decideOn = ({ observation, entry, now, rules }: Life) =>
  decide(observation, { intent: entry.intent, entry, now, timing: TIMING, rules });
const holds = (property: (life: Life) => void, of = lives) => fc.assert(fc.property(of, property), { numRuns: 20_000 });

const last = (entry: Entry) => entry.sends.filter(({ state }) => state !== 'refused').at(-1);

describe('for every server, history, entry and moment', () => {
  test('a decision is made, is the same when made again, and says why', () => {
    holds((life) => {
      const decision = decideOn(life);
      expect(decision).toEqual(decideOn(life));
      expect(decision.because).not.toBe('');
    });
  });

  test('a stop leaves only for a server that is running, idle, unlocked, launched and seen by a clock that agrees', () => {
    let sent = 0;
    holds((life) => {
      if (decideOn(life).kind !== 'send') return;
      sent += 1;
      const { observation, entry, now } = life;
      if (observation.kind !== 'server') throw new Error('a stop without a server');
      const { server, offsetMs } = observation;
      expect(['active', 'error']).toContain(server.vmState);
      expect(server.taskState).toBeNull();
      expect(server.locked).not.toBe(true);
      expect(server.launched).not.toBe(false);
      expect(offsetMs).not.toBeNull();
      expect(Math.abs(offsetMs ?? 99_999)).toBeLessThanOrEqual(30_000);
      expect(now).toBeLessThanOrEqual(at(3590));
      expect(entry.intent.dryRun).toBe(false);
    });
    expect(sent).toBeGreaterThan(50);
  });

  test('a stop leaves only for a server that no guard forbids, and that its selection still means', () => {
    const sent = { plain: 0, allowed: 0, selected: 0 };
    holds((life) => {
      if (decideOn(life).kind !== 'send' || life.observation.kind !== 'server') return;
      const { server } = life.observation;
      const { guards, select } = life.rules;
      expect(server.locked).not.toBe(true);
      expect(server.tags ?? []).not.toContain('lights-out');
      expect(server.metadata).toEqual({});
      if (guards.requiresAllow) expect(server.tags).toEqual(['lights-out=allow']);
      if (life.entry.intent.selectDigest === undefined) sent[guards.requiresAllow ? 'allowed' : 'plain'] += 1;
      else {
        sent.selected += 1;
        expect(select?.kind).toBe('select');
        expect(server.tags).toEqual(['night']);
      }
    }, guardedMoments);
    for (const count of Object.values(sent)) expect(count).toBeGreaterThan(20);
  });

  test('a stop leaves only when nobody can have powered the server on since the request', () => {
    const powersOn = ['start', 'reboot', 'rebuild'];
    holds((life) => {
      if (decideOn(life).kind !== 'send' || life.observation.kind !== 'server') return;
      const { history, server } = life.observation;
      if (history === undefined) {
        expect(server.updatedAt ?? NOON).toBeLessThanOrEqual(NOON - 5 * MINUTE);
        expect(life.entry.sends).toEqual([]);
        return;
      }
      if (history.kind === 'fault') throw new Error('a stop without evidence');
      const wishes = history.actions.filter(
        ({ action, startedAt, events }) =>
          powersOn.includes(action) && startedAt > NOON - 5 * SECOND && events?.join() !== 'compute_power_update',
      );
      expect(wishes).toEqual([]);
    });
  });

  test('a stop leaves only when every earlier one certainly had no effect', () => {
    let again = 0;
    holds((life) => {
      if (decideOn(life).kind !== 'send') return;
      const { entry, now } = life;
      const send = last(entry);
      if (send === undefined) return;
      again += 1;
      expect(send.state).toBe('failed');
      expect(now).toBeGreaterThanOrEqual(send.markedAt + 2 * MINUTE);
      expect(entry.sends.filter(({ state }) => state === 'failed')).toHaveLength(1);
    }, temptations);
    expect(again).toBeGreaterThan(100);
  });

  test('only a server that is off after a stop that Nova accepted is reported as stopped', () => {
    let stopped = 0;
    holds((life) => {
      const decision = decideOn(life);
      if (decision.kind !== 'done' || decision.outcome !== 'stopped') return;
      stopped += 1;
      if (life.observation.kind !== 'server') throw new Error('stopped without a server');
      const { vmState, taskState, powerState } = life.observation.server;
      expect({ vmState, taskState }).toEqual({ vmState: 'stopped', taskState: null });
      expect(powerState).toBe(4);
      expect(['accepted', 'failed']).toContain(last(life.entry)?.state);
    });
    // About 35 of the draws end so, 26 to 42 in six runs.
    expect(stopped).toBeGreaterThan(10);
  });

  test('nothing waits past its end, except fifteen seconds for the second look at a power that stays on', () => {
    let over = 0;
    holds((life) => {
      const { entry, now, observation } = life;
      const ends = entry.sends.map(({ markedAt, answeredAt = markedAt }) =>
        Math.max(markedAt + 2 * MINUTE, answeredAt + 15 * MINUTE),
      );
      if (now < Math.max(entry.intent.notAfter, ...ends)) return;
      over += 1;
      const decision = decideOn(life);
      if (decision.kind !== 'wait') return;
      expect(observation).toMatchObject({ kind: 'server', server: { vmState: 'stopped' } });
      expect(observation).not.toMatchObject({ server: { powerState: 4 } });
      expect(now - 4 * SECOND - (entry.poweredAt ?? 0)).toBeLessThan(15 * SECOND);
    });
    expect(over).toBeGreaterThan(500);
  });

  test('no decision asks for a look, a history or a select that it already has', () => {
    const asksForMore = (life: Life): void => {
      const { kind } = decideOn(life);
      const { observation, rules } = life;
      if (rules.select !== undefined) expect(kind).not.toBe('read-select');
      if (observation.kind !== 'not-looked') expect(kind).not.toBe('look');
      if ('history' in observation && observation.history !== undefined) expect(kind).not.toBe('read-history');
    };
    holds(asksForMore);
    holds(asksForMore, guardedMoments);
  });
});
