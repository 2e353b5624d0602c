import { describe, expect, test } from 'vitest';
import { aFailure, aFault, aRoll, aSend, at, HOUR, NOON } from '../../builders.ts';
import { fault, idOf } from '../a-cloud.ts';
import { aTerminal } from '../a-terminal.ts';
import { aTable, entryOf, nightOf, stoppedEntry } from './a-night.ts';

const SINCE = { kind: 'since', fromAt: NOON - HOUR } as const;
const roll = aRoll({ ids: [idOf(1), idOf(2)], names: { [idOf(1)]: 'listed-1', [idOf(2)]: 'listed-2' } });

describe('the rows of a night', () => {
  test('A stopped server has the instants of its acceptance and its proof, and the name that the cloud shows now', async () => {
    const night = await nightOf(await aTable([roll], [stoppedEntry(roll, 0)]), SINCE, {
      machines: { [idOf(1)]: { server: { name: 'now-1' } } },
    });
    expect(night.requests).toMatchObject([
      { requestId: 'evening', verdict: 'chosen', counts: { listed: 9, matched: 2 } },
    ]);
    expect(night.requests[0]?.servers[0]).toMatchObject({
      ...{ serverId: idOf(1), name: 'now-1', end: 'stopped', acceptedAt: at(2), endedAt: at(10), attempts: 3 },
      ticks: [{ at: at(2), state: 'accepted' }],
    });
  });

  test('A server without an entry is open, and one that failed keeps reason, words and the fault of its sends', async () => {
    const failure = aFailure({
      reason: 'stop-failed',
      because: 'failed twice',
      openstackRequestId: 'req-9',
      failedAt: at(40),
    });
    const sends = [
      aSend({ state: 'refused', fault: aFault({ trouble: 'throttled' }) }),
      aSend({ markedAt: at(20), state: 'failed', answeredAt: at(21) }),
    ];
    const ending = { kind: 'dead-lettered', because: 'its power-off failed twice', failure } as const;
    const night = await nightOf(await aTable([roll], [entryOf(roll, 1, { sends, ending })]), SINCE);
    expect(night.requests[0]?.servers).toMatchObject([
      { serverId: idOf(1), end: 'open', because: 'not looked at yet', ticks: [] },
      {
        ...{ serverId: idOf(2), end: 'dead-lettered', reason: 'stop-failed', because: 'its power-off failed twice' },
        ...{ acceptedAt: at(21), endedAt: at(40), openstackRequestId: 'req-9' },
        ticks: [{ state: 'refused', trouble: 'throttled' }, { state: 'failed' }],
      },
    ]);
    expect(night.off).toEqual([]);
  });

  test('A request that stops nothing is there without servers', async () => {
    const none = aRoll({ verdict: 'too-many', because: '9 match, atMost is 5', ids: [], requestId: 'greedy' });
    const night = await nightOf(await aTable([none], []), SINCE);
    expect(night.requests).toMatchObject([{ requestId: 'greedy', verdict: 'too-many', servers: [] }]);
  });

  test('Only requests since the instant are there, oldest first, and a request is found by its id alone on any day that is kept', async () => {
    const old = aRoll({ requestId: 'old', requestedAt: NOON - 44 * 24 * HOUR, notAfter: NOON - 43 * 24 * HOUR });
    const earlier = aRoll({ requestId: 'earlier', requestedAt: NOON - HOUR / 2 });
    const table = await aTable([roll, old, earlier], []);
    const since = await nightOf(table, SINCE);
    expect(since.requests.map(({ requestId }) => requestId)).toEqual(['earlier', 'evening']);
    const one = await nightOf(table, { kind: 'request', requestId: 'old' });
    expect(one.requests.map(({ requestId }) => requestId)).toEqual(['old']);
  });
});

describe('the cloud of a night', () => {
  test('A server that two requests stopped is one server with its hours counted once', async () => {
    const first = aRoll({ ...roll, requestId: 'first', requestedAt: at(-900) });
    const again = aRoll({ ...roll, requestId: 'again', requestedAt: at(-600) });
    const table = await aTable([first, again], [stoppedEntry(again, 0), stoppedEntry(first, 0)]);
    const night = await nightOf(table, SINCE, {
      machines: { [idOf(1)]: { server: { vmState: 'stopped', powerState: 4 } } },
    });
    expect(night.off).toMatchObject([
      { serverId: idOf(1), hours: { kind: 'known', spans: [{ fromAt: at(-890), untilAt: NOON, end: 'still-off' }] } },
    ]);
  });

  test('A cloud that is not configured here leaves the hours unknown and says why, and the rows are there', async () => {
    const other = aRoll({ ...roll, cloud: 'elsewhere' });
    const night = await nightOf(await aTable([other], [stoppedEntry(other, 0)]), SINCE);
    expect(night.off).toMatchObject([{ name: 'listed-1', hours: { kind: 'unknown' } }]);
    expect(night.unread).toEqual([
      'cloud elsewhere was not read, so names and hours off are not known: cloud elsewhere is not configured here (clouds.yaml has: otc, otc-test)',
    ]);
  });

  test('A cloud that does not answer is not asked for each of its servers', async () => {
    const many = aRoll({ ids: Array.from({ length: 40 }, (_, n) => idOf(n)) });
    const made = aTerminal();
    made.cloud.instead = () => fault();
    const table = await aTable([many], []);
    const night = await nightOf(table, SINCE, { clouds: made.cloud.clouds });
    expect(night.unread[0]).toContain('cloud otc was not read');
    expect(made.cloud.calls.length).toBeLessThanOrEqual(8);
  });

  test('An action list that cannot be read leaves the hours of that server unknown, and its name known', async () => {
    const made = aTerminal();
    made.cloud.instead = (verb) =>
      verb === 'actions' ? fault({ kind: 'refused', trouble: 'history', message: 'no right' }) : undefined;
    const night = await nightOf(await aTable([roll], [stoppedEntry(roll, 0)]), SINCE, { clouds: made.cloud.clouds });
    expect(night.off).toMatchObject([
      { name: 'a server', hours: { kind: 'unknown', because: 'its action list cannot be read: no right' } },
    ]);
    expect(night.unread).toEqual([]);
  });
});
