import { describe, expect, test } from 'vitest';
import { deadLetterBody } from '../../../lib/message/dead-letter-message.ts';
import { rollCallBody } from '../../../lib/message/roll-call-message.ts';
import type { Entry } from '../../../lib/power/entry.ts';
import type { Failure } from '../../../lib/power/outcome.ts';
import type { Freeze } from '../../../lib/power/ports/freezes.ts';
import { aFailure, anEntry, anIntent, aRoll, HOUR, MINUTE, NOON } from '../../builders.ts';
import type { Machine } from '../a-cloud.ts';
import { fault } from '../a-cloud.ts';
import { type Queued, queued } from './a-letter-box.ts';
import { aStack, serverLetter, serverOf } from './a-stack.ts';

const ASKED_AT = NOON - 10 * HOUR;
const FAILED_AT = NOON - 9 * HOUR;
const asked = { requestedAt: ASKED_AT, notAfter: ASKED_AT + HOUR };
const failure: Partial<Failure> = { reason: 'expired', because: 'notAfter has passed', failedAt: FAILED_AT };

/** The letter of last night, and the entry that the worker left with it. */
const LETTER = serverLetter(1, failure, asked);
const buried = (changes: Partial<Entry> = {}): Entry =>
  anEntry({
    intent: anIntent({ serverId: serverOf(1), source: 'queue', ...asked }),
    ...{ firstAttemptAt: ASKED_AT, leaseUntil: 0 },
    ending: { kind: 'dead-lettered', because: 'notAfter has passed', failure: aFailure(failure) },
    ...changes,
  });

interface Scene {
  readonly letter?: Queued;
  readonly machine?: Machine;
  readonly entry?: Entry;
  readonly freeze?: Partial<Freeze>;
  readonly before?: (stack: ReturnType<typeof aStack>) => void;
}

/** What `show --json` says that a replay of the letter would do. */
const would = async ({ letter = LETTER, machine, entry = buried(), freeze, before }: Scene) => {
  const server = { agedMs: 100 * HOUR, ...machine?.server };
  const stack = aStack([letter], { machines: { [serverOf(1)]: { server } } });
  await stack.ledger.write(entry, undefined);
  if (freeze !== undefined)
    await stack.freezes.putFreeze(
      {
        ...{ cloud: null, frozenAt: NOON, untilAt: NOON + MINUTE, by: 'lee', why: 'audit', owner: 'lee', revision: 1 },
        ...freeze,
      },
      undefined,
    );
  before?.(stack);
  expect([await stack.run('show', letter.messageId, '--json'), stack.at.err]).toEqual([0, []]);
  expect(stack.at.cloud.calls.filter((call) => call.startsWith('stop'))).toEqual([]);
  const { would, wouldBecause, replays } = JSON.parse(stack.at.out[0] ?? '{}');
  return { would, wouldBecause, replays };
};

describe('what a replay would do with the letter of a server', () => {
  test('A server that runs as it did would be stopped, long after the first window', async () => {
    expect(await would({})).toMatchObject({ would: 'stop', replays: true });
  });

  test('A server that is off already would be off', async () => {
    const machine = { server: { vmState: 'stopped', powerState: 4 } } as const;
    expect(await would({ machine })).toMatchObject({ would: 'off', replays: true });
  });

  test('A server that a user has powered on since the request stays on, and its letter in the queue', async () => {
    expect(await would({ machine: { server: { agedMs: HOUR } } })).toEqual({
      ...{ would: 'superseded', replays: false },
      wouldBecause: 'a user has overtaken it: create at 2026-11-23T10:59:59.500Z',
    });
  });

  test('A locked server is held, and its letter stays in the queue', async () => {
    expect(await would({ machine: { server: { lockedBy: 'owner' } } })).toMatchObject({
      would: 'held',
      replays: false,
    });
  });

  test('A marked server is held, and its letter stays in the queue', async () => {
    const machine = { server: { metadata: { 'lights-out': 'keep' } } };
    expect(await would({ machine })).toMatchObject({ would: 'held', replays: false });
  });

  test('In a freeze that ends inside the new window a replay waits; in a longer one the letter stays', async () => {
    expect(await would({ freeze: {} })).toMatchObject({
      would: 'wait',
      wouldBecause: expect.stringMatching(/^frozen until 2026-11-23 12:01:00Z by lee: audit; then /),
      replays: true,
    });
    expect(await would({ freeze: { untilAt: NOON + 2 * HOUR } })).toMatchObject({ would: 'frozen', replays: false });
  });

  test('A paused server would end as it did, and its letter stays in the queue', async () => {
    const machine = { server: { vmState: 'paused', powerState: 3 } } as const;
    expect(await would({ machine })).toMatchObject({ would: 'not-stoppable', replays: false });
  });

  test('A credential that may not look leaves the letter in the queue until that is fixed', async () => {
    const before = ({ at }: ReturnType<typeof aStack>) => {
      at.cloud.instead = () => fault({ kind: 'refused', trouble: 'forbidden', message: 'Nova answered 403' });
    };
    expect(await would({ before })).toMatchObject({ would: 'forbidden', replays: false });
  });

  test('A server that is not there at one look is not found', async () => {
    const before = ({ at }: ReturnType<typeof aStack>) => {
      at.cloud.instead = () => fault({ kind: 'refused', trouble: 'not-found', message: 'Nova answered 404' });
    };
    expect(await would({ before })).toMatchObject({ would: 'not-found', replays: false });
  });

  test('A cloud that does not answer hinders no replay: the server was not looked at', async () => {
    const before = ({ at }: ReturnType<typeof aStack>) => {
      at.cloud.instead = () => fault();
    };
    expect(await would({ before })).toMatchObject({
      ...{ would: 'unknown', replays: true, wouldBecause: expect.stringMatching(/^not looked at: .*CONNECT_TIMEOUT/) },
    });
  });

  test('A cloud that is not configured here hinders no replay', async () => {
    const letter = serverLetter(1, failure, { ...asked, cloud: 'far' });
    expect(await would({ letter })).toEqual({
      ...{ would: 'unknown', replays: true, wouldBecause: 'not looked at: cloud far is not configured here' },
    });
  });

  test('A server that is busy is waited for', async () => {
    const machine = { server: { taskState: 'rebuilding' } } as const;
    expect(await would({ machine })).toMatchObject({ would: 'wait', replays: true });
  });

  test('An intent that has ended otherwise since stays ended', async () => {
    const entry = buried({ ending: { kind: 'stopped', because: 'off after our stop', endedAt: NOON - HOUR } });
    expect(await would({ entry })).toEqual({
      ...{ would: 'ended', replays: false },
      wouldBecause: 'it ended stopped at 2026-11-23 11:00:00Z: off after our stop',
    });
  });

  test('An intent that failed again since has another letter', async () => {
    const ending = { kind: 'dead-lettered', because: 'x', failure: aFailure({ failedAt: NOON - HOUR }) } as const;
    expect(await would({ entry: buried({ ending }) })).toMatchObject({ would: 'ended', replays: false });
  });

  test('A replay that is under way already may be repeated', async () => {
    const { ending: _, ...entry } = buried();
    expect(await would({ entry })).toMatchObject({ would: 'stop', replays: true });
  });

  test('The letter of a dry run would be rehearsed again', async () => {
    const letter = serverLetter(1, failure, { ...asked, dryRun: true });
    const entry = buried({ intent: anIntent({ serverId: serverOf(1), source: 'queue', ...asked, dryRun: true }) });
    expect(await would({ letter, entry })).toMatchObject({ would: 'rehearse', replays: true });
  });

  test('A ledger that cannot be read hinders no replay', async () => {
    const before = ({ ledger }: ReturnType<typeof aStack>) => {
      Object.assign(ledger, {
        read: async () => ({ kind: 'unavailable', because: 'dynamodb:GetItem is not allowed' }),
      });
    };
    expect(await would({ before })).toEqual({
      ...{ would: 'unknown', replays: true },
      wouldBecause: 'not looked at: the ledger: dynamodb:GetItem is not allowed',
    });
  });

  test('A server of a selection that no longer matches is held', async () => {
    const select = { tags: ['env=dev'] };
    const letter = serverLetter(1, failure, { ...asked, selectDigest: 'd'.repeat(64) });
    const intent = anIntent({ serverId: serverOf(1), source: 'queue', ...asked, selectDigest: 'd'.repeat(64) });
    const before = ({ ledger }: ReturnType<typeof aStack>) => {
      Object.assign(ledger, { selectOf: async () => ({ kind: 'select', select }) });
    };
    expect(await would({ letter, entry: buried({ schemaVersion: 2, intent }), before })).toMatchObject({
      would: 'held',
    });
  });
});

describe('what a replay would do with another letter', () => {
  const request = (body: object): Queued =>
    queued(1, deadLetterBody({ original: JSON.stringify(body), failure: aFailure({ reason: 'too-many' }) }));
  const bySelect = request({
    select: { tags: ['env=dev'] },
    cloud: 'otc',
    requestId: 'evening',
    requestedAt: '2026-11-23T10:00:00Z',
  });

  test('A request by ids is asked for again, each server by itself', async () => {
    const letter = request({
      serverIds: [serverOf(1), serverOf(2)],
      requestId: 'x',
      requestedAt: '2026-11-23T10:00:00Z',
    });
    expect(await would({ letter })).toEqual({
      ...{ would: 'ask', replays: true, wouldBecause: 'asks for 2 servers again; each is judged by itself' },
    });
  });

  test('The verdict of a request that stopped nothing is final', async () => {
    const roll = aRoll({
      requestedAt: NOON - 2 * HOUR,
      verdict: 'too-many',
      because: '60 of 120, atMost is 50',
      ids: [],
    });
    const before = ({ ledger }: ReturnType<typeof aStack>) => void ledger.rolls.pin(roll);
    expect(await would({ letter: bySelect, before })).toEqual({
      ...{ would: 'no-change', replays: false },
      wouldBecause: 'its verdict is final: too-many: 60 of 120, atMost is 50; send a new request under a new id',
    });
  });

  test('A request that has chosen asks for the servers of its roll again, and one without a roll chooses', async () => {
    const before = ({ ledger }: ReturnType<typeof aStack>) =>
      void ledger.rolls.pin(aRoll({ requestedAt: NOON - 2 * HOUR }));
    expect(await would({ letter: bySelect, before })).toMatchObject({
      wouldBecause: 'asks again for the 2 servers of its roll; each is judged by itself',
    });
    expect(await would({ letter: bySelect })).toMatchObject({ would: 'ask', replays: true });
  });

  test('A roll call asks again and stops nothing', async () => {
    const call = { source: 'queue', requestId: 'evening', cloud: 'otc', dryRun: false, part: 'select' } as const;
    const letter = queued(1, rollCallBody({ ...call, requestedAt: ASKED_AT, notAfter: ASKED_AT + HOUR }));
    expect(await would({ letter })).toMatchObject({ would: 'ask', replays: true });
  });

  test('A message that cannot be read cannot be read later either', async () => {
    const letter = queued(1, deadLetterBody({ original: '{', failure: aFailure({ reason: 'malformed' }) }));
    expect(await would({ letter })).toMatchObject({ would: 'malformed', replays: false });
  });

  test('A message of newer code waits for the newer stack', async () => {
    const letter = queued(1, JSON.stringify({ intent: { version: 99 } }));
    expect(await would({ letter })).toMatchObject({ would: 'no-change', replays: false });
  });
});
