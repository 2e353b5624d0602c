import { describe, expect, test } from 'vitest';
import { aFailure, anEntry, anIntent, HOUR, NOON } from '../../builders.ts';
import { type ALetterBox, letterId, queued } from './a-letter-box.ts';
import { aStack, serverLetter, serverOf } from './a-stack.ts';

const asked = { requestedAt: NOON - 10 * HOUR, notAfter: NOON - 9 * HOUR };
const failure = { reason: 'expired', because: 'notAfter has passed', failedAt: NOON - 9 * HOUR } as const;
const SIZE = { columns: 80, rows: 24 };

const calm = { agedMs: 100 * HOUR };
const machines = {
  [serverOf(1)]: { server: { ...calm, name: 'bms-db-01' } },
  [serverOf(2)]: { server: { ...calm, name: 'bms-db-02', vmState: 'stopped', powerState: 4 } },
  // A user has rebuilt it since.
  [serverOf(3)]: { server: { agedMs: HOUR, name: 'bms-ci-03' } },
};

type Box = NonNullable<Parameters<typeof aStack>[2]>['box'];

/** Three letters of last night, with their entries; the third server was powered on by a user. */
const night = async (terminal: Parameters<typeof aStack>[1] = {}, box?: Box, stack = {}) => {
  const letters = [1, 2, 3].map((n) => serverLetter(n, failure, asked));
  const made = aStack(letters, { machines, ...terminal }, { ...(box && { box }), stack });
  for (const n of [1, 2, 3])
    await made.ledger.write(
      anEntry({
        intent: anIntent({ serverId: serverOf(n), source: 'queue', ...asked }),
        ...{ firstAttemptAt: NOON - 10 * HOUR, leaseUntil: 0 },
        ending: { kind: 'dead-lettered', because: 'notAfter has passed', failure: aFailure(failure) },
      }),
      undefined,
    );
  return made;
};

const left = (box: ALetterBox): readonly string[] => box.visible().map(({ messageId }) => messageId);

describe('dead-letters replay', () => {
  test('A replay shows at 80 columns what each would do, asks once, sends what does something and removes only that', async () => {
    const { run, at, box, sent } = await night({ size: SIZE, answer: true });
    expect(await run('replay')).toBe(1);
    const lines = at.out.join('\n').split('\n');
    expect(lines).toEqual([
      '  letter    server     would       because',
      'Would be replayed',
      '  00000001  bms-db-01  stop        active, power on: unchanged since',
      '                                   2026-11-19T07:59:59.500Z',
      '  00000002  bms-db-02  off         off without a stop of ours',
      'Would stay in the queue: a replay would change nothing',
      '  00000003  bms-ci-03  superseded  a user has overtaken it: create at',
      '                                   2026-11-23T10:59:59.500Z',
      '2 replayed, 1 left',
      'To remove the one that is left:',
      'npm exec --no -- lights-out dead-letters drop 00000003 --stack prod',
    ]);
    for (const line of lines) expect(line.length, line).toBeLessThan(80);
    expect([at.asked, at.err]).toEqual([['Replay 2 dead letters? [y/N]'], []]);
    expect(sent.map((body) => JSON.parse(body).replay)).toMatchObject([
      { replayedAt: '2026-11-23T12:00:00.000Z', messageId: letterId(1), letter: { intent: { serverId: serverOf(1) } } },
      { replayedAt: '2026-11-23T12:00:00.000Z', messageId: letterId(2) },
    ]);
    expect(left(box)).toEqual([letterId(3)]);
    expect(at.cloud.calls.filter((call) => call.startsWith('stop'))).toEqual([]);
  });

  test('The answer no replays nothing', async () => {
    const { run, at, box, sent } = await night({ answer: false });
    expect(await run('replay')).toBe(1);
    expect([sent, left(box).length, at.out.at(-1)]).toEqual([[], 3, 'Nothing was replayed.']);
  });

  test('All letters are in the queue while the question waits', async () => {
    const stack = await night({ answer: true });
    const { terminal } = stack.at;
    const seen: number[] = [];
    Object.assign(terminal, {
      askYes: async () => {
        seen.push(left(stack.box).length);
        return false;
      },
    });
    await stack.run('replay');
    expect(seen).toEqual([3]);
  });

  test('A dry run shows what would be done and does nothing', async () => {
    const { run, at, box, sent } = await night();
    expect(await run('replay', '--dry-run')).toBe(1);
    expect([sent, left(box).length, at.out[1]]).toEqual([[], 3, '2 would be replayed, 1 would be left']);
    expect(await run('replay', '--dry-run', '00000001')).toBe(0);
  });

  test('Ids and filters choose the letters that are replayed', async () => {
    const { run, box, sent } = await night();
    expect(await run('replay', '--yes', '00000002')).toBe(0);
    expect(left(box)).toEqual([letterId(1), letterId(3)]);
    expect(await run('replay', '--yes', '--server', 'bms-db-01')).toBe(0);
    expect([left(box), sent.length]).toEqual([[letterId(3)], 2]);
  });

  test('With --json each letter is one object with what its replay would do and what was done', async () => {
    const { run, at } = await night();
    expect(await run('replay', '--yes', '--json')).toBe(1);
    expect(at.out.map((line) => JSON.parse(line))).toMatchObject([
      { messageId: letterId(1), serverId: serverOf(1), name: 'bms-db-01', would: 'stop', done: 'replayed' },
      { messageId: letterId(2), would: 'off', done: 'replayed' },
      { messageId: letterId(3), would: 'superseded', wouldBecause: expect.stringContaining('create at'), done: 'left' },
    ]);
    const rehearsal = await night();
    expect(await rehearsal.run('replay', '--dry-run', '--json', '00000001')).toBe(0);
    expect(rehearsal.at.out.map((line) => JSON.parse(line).done)).toEqual(['would-replay']);
  });

  test('When nothing can be replayed, nothing is asked', async () => {
    const { run, at, box } = await night({ answer: true });
    expect(await run('replay', '00000003')).toBe(1);
    expect([at.asked, left(box).length, at.out[1]]).toEqual([[], 3, '0 replayed, 1 left']);
  });

  test('An empty queue has nothing to replay, and is no fault', async () => {
    const { run, at } = aStack([]);
    expect(await run('replay', '--yes')).toBe(0);
    expect(at.out).toEqual(['The dead-letter queue of stack prod is empty']);
  });

  test('A letter that came in while the question waited is not replayed: it was not shown', async () => {
    const stack = await night({ answer: true });
    Object.assign(stack.at.terminal, {
      askYes: async () => {
        stack.box.add(serverLetter(9, failure, asked));
        return true;
      },
    });
    await stack.run('replay');
    expect([stack.sent.length, left(stack.box)]).toEqual([2, [letterId(3), letterId(9)]]);
  });
});

describe('a replay that does not go well', () => {
  const unavailable = async () =>
    ({ kind: 'unavailable', because: 'SQS did not accept 1 of 1: TimeoutError' }) as const;

  test('A letter that is gone by the time it is replayed is one line, and nothing is sent for it', async () => {
    const stack = await night({ answer: true });
    Object.assign(stack.at.terminal, {
      askYes: async () => {
        stack.box.lose(letterId(1));
        return true;
      },
    });
    expect(await stack.run('replay')).toBe(1);
    expect(stack.at.err).toEqual([
      'lights-out: letter 00000001 (bms-db-01): it is not in the queue any more: somebody else has taken or removed it',
    ]);
    expect(stack.sent).toHaveLength(1);
    expect(stack.at.out).toContain('1 replayed, 2 left');
  });

  test('When it is not known whether a message was accepted, its letter stays, and the others are replayed', async () => {
    let sends = 0;
    const send = async () => {
      sends += 1;
      return sends === 1 ? await unavailable() : ({ kind: 'sent' } as const);
    };
    const { run, at, box } = await night({}, undefined, { requests: { send } });
    expect(await run('replay', '--yes')).toBe(1);
    expect(at.err).toEqual([
      'lights-out: letter 00000001 (bms-db-01): whether its message was accepted is not known: SQS did not accept 1 of 1: TimeoutError; the letter stays, and another replay of it does no harm',
    ]);
    expect(left(box)).toEqual([letterId(1), letterId(3)]);
    expect(at.out).toContain('1 replayed, 2 left');
  });

  test('A letter that could not be removed is replayed all the same, and is back in the queue', async () => {
    const { run, at, box, sent } = await night({}, () => ({ remove: unavailable }));
    expect(await run('replay', '--yes', '00000001')).toBe(1);
    expect(at.err).toEqual([
      'lights-out: letter 00000001 (bms-db-01): the letter could not be removed: SQS did not accept 1 of 1: TimeoutError; it may show again, and another try does no harm',
    ]);
    expect([sent.length, left(box).length, at.out.at(-1)]).toEqual([1, 3, '1 replayed, 0 left']);
  });

  test('Ctrl-C ends the replay after the letter in hand, leaves the others in the queue and exits with 130', async () => {
    const stack = await night({}, undefined, {
      requests: {
        send: async () => {
          stack.at.interrupt();
          return { kind: 'sent' };
        },
      },
    });
    expect(await stack.run('replay', '--yes')).toBe(130);
    expect(left(stack.box)).toEqual([letterId(2), letterId(3)]);
    expect(stack.at.err.at(-1)).toBe(
      'lights-out: letter 00000002 (bms-db-02): it was not reached, and is in the queue as before: run it again',
    );
  });

  test('A queue that stops to answer leaves the letters in it', async () => {
    let takes = 0;
    const { run, at, sent } = await night({}, (box) => ({
      take: async (hiddenMs) => {
        takes += 1;
        return takes > 3 ? await unavailable() : box.take(hiddenMs);
      },
    }));
    expect(await run('replay', '--yes')).toBe(1);
    expect(sent).toEqual([]);
    expect(at.err[0]).toBe('lights-out: the letters cannot be read: SQS did not accept 1 of 1: TimeoutError');
  });

  test.each([
    [['--yes', 'abcd'], 1, 'lights-out: no dead letter of stack prod begins with "abcd"'],
    [['--yes', '0000'], 2, `lights-out: "0000": 3 letters begin so: ${letterId(1)}, ${letterId(2)}, …`],
    [['--yes', '000'], 2, 'lights-out: "000": give at least 4 characters of a letter\'s id'],
    [
      ['--yes', '00000001', '--reason', 'expired'],
      2,
      'lights-out: ids of letters and --reason, --request, --server exclude each other: give only one of them',
    ],
    [[], 2, 'lights-out: --yes: required to replay where there is no terminal to ask at'],
    [['--json'], 2, 'lights-out: --yes: required to replay with --json'],
  ])('The arguments %j end with exit code %i in one line, and nothing is done', async (args, code, line) => {
    const { run, at, box, sent } = await night();
    expect(await run('replay', ...args)).toBe(code);
    expect([at.out, at.err, sent, left(box).length]).toEqual([[], [line], [], 3]);
  });

  test('An id among more letters than the limit may be one that was not read, which is said', async () => {
    const { run, at } = await night();
    expect(await run('replay', '--yes', '--limit', '1', '00000003')).toBe(1);
    expect(at.err.at(-1)).toBe(
      'lights-out: no dead letter of stack prod begins with "00000003" among those that were read',
    );
  });
});

describe('dead-letters drop', () => {
  test('Drop shows the letters that it removes, asks once, and leaves all others', async () => {
    const { run, at, box, sent } = await night({ size: SIZE, answer: true });
    expect(await run('drop', '00000003', '00000001')).toBe(0);
    expect(at.asked).toEqual(['Remove 2 dead letters for good? [y/N]']);
    const shown = at.out.join('\n');
    expect([shown.includes('bms-ci-03'), shown.includes('bms-db-01'), shown.includes('bms-db-02')]).toEqual([
      true,
      true,
      false,
    ]);
    expect(at.out.at(-1)).toBe('2 removed of 2');
    expect([left(box), sent]).toEqual([[letterId(2)], []]);
  });

  test('The answer no removes nothing', async () => {
    const { run, at, box } = await night({ answer: false });
    expect(await run('drop', '00000003')).toBe(1);
    expect([left(box).length, at.out.at(-1)]).toEqual([3, 'Nothing was removed.']);
  });

  test('With --json drop prints what became of each letter', async () => {
    const { run, at } = await night();
    expect(await run('drop', '00000003', '--yes', '--json')).toBe(0);
    expect(at.out.map((line) => JSON.parse(line))).toMatchObject([{ messageId: letterId(3), done: 'dropped' }]);
  });

  test.each([
    [['00000003'], 2, 'lights-out: --yes: required to drop where there is no terminal to ask at'],
    [['00000003', 'abcd', '--yes'], 1, 'lights-out: no dead letter of stack prod begins with "abcd"'],
    [['--yes'], 2, "lights-out: missing required argument 'id'"],
  ])('The arguments %j end with exit code %i in one line, and nothing is removed', async (args, code, line) => {
    const { run, at, box } = await night();
    expect(await run('drop', ...args)).toBe(code);
    expect([at.out, at.err, left(box).length]).toEqual([[], [line], 3]);
  });

  test('A letter that is gone by the time it is dropped is one line, with exit code 1', async () => {
    const stack = await night({ answer: true });
    Object.assign(stack.at.terminal, {
      askYes: async () => {
        stack.box.lose(letterId(3));
        return true;
      },
    });
    expect(await stack.run('drop', '00000003')).toBe(1);
    expect(stack.at.err).toHaveLength(1);
    expect(stack.at.out.at(-1)).toBe('0 removed of 1');
  });
});

describe('dead-letters show', () => {
  test('Show has everything of a letter, what its reason means, and what a replay would do, at 80 columns', async () => {
    const { run, at, box } = await night({ size: SIZE });
    expect(await run('show', '00000001')).toBe(0);
    const lines = at.out.join('\n').split('\n');
    expect(lines).toEqual([
      `Letter ${letterId(1)}; times are UTC`,
      '  reason     expired',
      '  means      notAfter passed before the server could be stopped, or before the',
      '             project could be listed',
      '  to do      if they should still be stopped, replay the letters or send a new',
      '             request.',
      '  because    notAfter has passed',
      `  about      bms-db-01 ${serverOf(1)}`,
      '  cloud      otc',
      '  request    queue evening',
      '  asked at   2026-11-23 02:00:00Z, open until 2026-11-23 03:00:00Z',
      '  failed at  2026-11-23 03:00:00Z',
      '  attempts   1, the first at 2026-11-23 12:00:00Z',
      '  a replay   would stop it: active, power on: unchanged since',
      '             2026-11-19T07:59:59.500Z',
      'To replay it:',
      'npm exec --no -- lights-out dead-letters replay 00000001 --stack prod',
    ]);
    for (const line of lines) expect(line.length, line).toBeLessThan(80);
    expect(left(box)).toHaveLength(3);
  });

  test('Show has the body of a message that could not be read, without what would move the cursor', async () => {
    const { run, at } = aStack([queued(1, `{"serverIds": "\u001b[2J${'x'.repeat(200)}"}`)], { size: SIZE });
    expect(await run('show', letterId(1))).toBe(0);
    const lines = at.out.join('\n').split('\n');
    expect(lines.join('')).toContain('{"serverIds": "[2Jxxx');
    for (const line of lines) expect(line.length, line).toBeLessThan(80);
    expect(lines.at(-1)).toBe(`npm exec --no -- lights-out dead-letters drop 00000001 --stack prod`);
  });

  test('With --json show has the whole body, its attributes and the failure', async () => {
    const { run, at } = await night();
    expect(await run('show', '00000001', '--json')).toBe(0);
    const shown = JSON.parse(at.out[0] ?? '{}');
    expect(shown).toMatchObject({
      ...{ messageId: letterId(1), means: expect.stringMatching(/^notAfter passed/), would: 'stop', replays: true },
      ...{ attributes: {}, firstAttemptAt: '2026-11-23T12:00:00.000Z' },
    });
    expect(JSON.parse(shown.body)).toMatchObject({ intent: { serverId: serverOf(1) } });
  });

  test('A letter that is not there is one line, with exit code 1', async () => {
    const { run, at } = await night();
    expect(await run('show', 'ffff')).toBe(1);
    expect([at.out, at.err]).toEqual([[], ['lights-out: no dead letter of stack prod begins with "ffff"']]);
  });
});
