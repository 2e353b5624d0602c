import { describe, expect, test } from 'vitest';
import { deadLetterBody } from '../../../lib/message/dead-letter-message.ts';
import { parseMessage } from '../../../lib/message/message.ts';
import { replayBody } from '../../../lib/message/replay-message.ts';
import { rollCallBody } from '../../../lib/message/roll-call-message.ts';
import { aContext, aFailure, HOUR, NOON, serverNo } from '../../builders.ts';
import { aListed, aSelect, aSelection } from './a-selection.ts';

const REPLAYED = NOON + 20 * HOUR;
const AGAIN = NOON + 30 * HOUR;
const WINDOWED = { requestedAt: NOON, replayedAt: REPLAYED, notAfter: REPLAYED + HOUR };
// SQS's id and time of the message, or of the letter that it became.
const FOUND = { messageId: 'm1', sentAt: NOON, attributes: {} };
const replay = (body: string, at = REPLAYED): string => replayBody({ ...FOUND, body }, at);

describe('a request that is replayed', () => {
  test('a replayed selection that SQS moved as it was chooses now, and its intents have the window of the replay', async () => {
    const { deliver, clock, intents, rollCalls, roll, told, world } = aSelection();
    world.servers = [aListed(1), aListed(2, { createdAt: NOON + HOUR })];
    clock.at = REPLAYED;
    expect(await deliver(replay(aSelect()), { id: 'r1' })).toBe(true);
    expect(intents).toMatchObject([{ serverId: serverNo(1), requestId: 'm1', ...WINDOWED }]);
    expect(rollCalls).toMatchObject([{ requestId: 'm1', ...WINDOWED }]);
    // The roll has the window in which it was asked for first.
    expect(await roll()).toMatchObject({ verdict: 'chosen', requestedAt: NOON, notAfter: NOON + HOUR });
    expect(told.requested).toEqual([1]);
  });

  test('a replayed selection stops the servers that its roll holds, with the id and time of the roll', async () => {
    const { deliver, clock, world, intents, rollCalls, told, chosen } = aSelection();
    await deliver(aSelect());
    world.servers = [aListed(3)];
    clock.at = REPLAYED;
    await deliver(replay(aSelect()), { id: 'r1' });
    expect(chosen()).toEqual([serverNo(1), serverNo(2), serverNo(1), serverNo(2)]);
    expect(intents.slice(2)).toMatchObject([WINDOWED, WINDOWED]);
    expect(rollCalls[1]).toMatchObject(WINDOWED);
    expect(told).toMatchObject({ requested: [2], conflicts: [] });
  });

  test('a first message that comes after the replay has the first window', async () => {
    const { deliver, clock, intents } = aSelection();
    clock.at = REPLAYED;
    await deliver(replay(aSelect()), { id: 'r1' });
    await deliver(aSelect());
    expect(intents.slice(2)).toMatchObject([
      { requestedAt: NOON, notAfter: NOON + HOUR },
      { requestedAt: NOON, notAfter: NOON + HOUR },
    ]);
    expect(intents[2]).not.toHaveProperty('replayedAt');
  });

  test('a replayed list of ids is split with the window of the replay, and counted once', async () => {
    const { deliver, clock, intents, rollCalls, told } = aSelection();
    const body = JSON.stringify({ serverIds: [serverNo(7)] });
    clock.at = REPLAYED;
    await deliver(replay(body), { id: 'r1' });
    await deliver(replay(body, AGAIN - 10 * HOUR), { id: 'r2' });
    expect(intents).toMatchObject([{ requestId: 'm1', ...WINDOWED }, { requestId: 'm1' }]);
    expect(rollCalls[0]).toMatchObject(WINDOWED);
    expect(told.requested).toEqual([1]);
  });

  test('a verdict is final: the replay of a request that was too many is answered by another dead letter, each time', async () => {
    const { deliver, clock, world, letters, intents, roll } = aSelection();
    await deliver(aSelect({ atMost: 1 }));
    world.servers = [aListed(1)];
    clock.at = REPLAYED;
    const [letter] = letters;
    if (letter === undefined) throw new Error('no letter');
    await deliver(replay(deadLetterBody(letter)), { id: 'r1' });
    await deliver(replay(deadLetterBody(letter)), { id: 'r1', receives: 2 });
    expect(intents).toEqual([]);
    expect(letters).toMatchObject(Array(3).fill({ failure: { reason: 'too-many' } }));
    expect(await roll()).toMatchObject({ verdict: 'too-many', notAfter: NOON + HOUR });
  });

  test('an expired verdict of a selection stands as well', async () => {
    const { deliver, clock, letters, intents } = aSelection();
    clock.at = NOON + HOUR;
    await deliver(aSelect());
    clock.at = REPLAYED;
    const [letter] = letters;
    if (letter === undefined) throw new Error('no letter');
    await deliver(replay(deadLetterBody(letter)), { id: 'r1' });
    expect(letters).toMatchObject([{ failure: { reason: 'expired' } }, { failure: { reason: 'expired' } }]);
    expect(intents).toEqual([]);
  });

  test('a replayed request that cannot be split keeps the replay in its dead letter', async () => {
    const { deliver, clock, world, letters } = aSelection();
    world.down = 'intents';
    clock.at = REPLAYED;
    await deliver(replay(JSON.stringify({ serverIds: [serverNo(7)] })), { id: 'r1', receives: 21 });
    const [letter] = letters;
    if (letter === undefined) throw new Error('no letter');
    expect(parseMessage(deadLetterBody(letter), aContext({ sentAt: AGAIN, now: AGAIN }))).toMatchObject({
      kind: 'request',
      request: { requestId: 'm1', ...WINDOWED },
    });
  });

  test('a replay that is malformed is buried with the letter that it brought', async () => {
    const { deliver, clock, letters } = aSelection();
    const original = aSelect();
    clock.at = REPLAYED;
    const failure = aFailure({ reason: 'expired', firstAttemptAt: NOON });
    const malformed = replay(deadLetterBody({ original, failure }), REPLAYED + HOUR);
    expect(await deliver(malformed, { id: 'r1' })).toBe(true);
    expect(letters).toMatchObject([
      { original, failure: { reason: 'malformed', because: 'replay.replayedAt: more than PT1M in the future' } },
    ]);
  });

  test('a replayed roll call pins a list with its first window, and waits until the new one is over', async () => {
    const { deliver, clock, ledger } = aSelection();
    const part = `ids-${'a'.repeat(64)}`;
    const call = { source: 'webhook', requestId: 'msg_1', cloud: 'otc', dryRun: false, part } as const;
    const body = rollCallBody({ ...call, requestedAt: NOON, notAfter: NOON + HOUR, serverIds: [serverNo(1)] });
    clock.at = REPLAYED;
    expect(await deliver(replay(body), { id: 'r1' })).toBe(false);
    expect(await ledger.rolls.find(call, part)).toMatchObject({
      roll: { requestedAt: NOON, notAfter: NOON + HOUR, ids: [serverNo(1)] },
    });
  });
});
