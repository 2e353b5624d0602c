import { describe, expect, test } from 'vitest';
import { formatInstant } from '../../../lib/instant.ts';
import { deadLetterBody } from '../../../lib/message/dead-letter-message.ts';
import { parseMessage } from '../../../lib/message/message.ts';
import { idsDigest, selectDigest } from '../../../lib/message/select-body.ts';
import { aContext, at, HOUR, MINUTE, NOON, SECOND, serverNo } from '../../builders.ts';
import { aListed, aSelect, aSelection, type Call, failedPage } from './a-selection.ts';

const DIGEST = selectDigest({ tags: ['env=dev'] }, undefined);

describe('a request that selects', () => {
  test('each server that matches gets an intent with the digest of the selection, and the roll call follows', async () => {
    const { deliver, intents, rollCalls, told, roll, world } = aSelection();
    expect(await deliver(aSelect({ reason: 'night' }))).toBe(true);
    const stamped = { source: 'queue', requestId: 'm1', cloud: 'otc', requestedAt: NOON, notAfter: NOON + HOUR };
    expect(intents).toEqual(
      [1, 2].map((n) => ({ ...stamped, serverId: serverNo(n), dryRun: false, reason: 'night', selectDigest: DIGEST })),
    );
    expect(rollCalls).toEqual([{ ...stamped, dryRun: false, part: 'select' }]);
    expect(await roll()).toMatchObject({
      ...stamped,
      select: { tags: ['env=dev'] },
      digest: DIGEST,
      verdict: 'chosen',
      because: '2 of 3',
      ids: [serverNo(1), serverNo(2)],
      counts: { listed: 3, matched: 2, leftOut: { tags: 1 } },
      pinnedAt: NOON,
    });
    expect(world.pages).toBe(2);
    expect(told.requested).toEqual([2]);
    expect(told.chosen).toMatchObject([{ verdict: 'chosen', servers: 2, repeated: false, counts: { listed: 3 } }]);
  });

  test('a redelivery stops what was chosen first, whatever the world looks like by then', async () => {
    const { deliver, chosen, world, told } = aSelection();
    await deliver(aSelect());
    world.servers = [aListed(7), aListed(8)];
    await deliver(aSelect(), { receives: 2 });
    expect(chosen()).toEqual([1, 2, 1, 2].map(serverNo));
    expect(world.pages).toBe(2);
    expect(told.requested).toEqual([2]);
    expect(told.chosen.map(({ repeated }) => repeated)).toEqual([false, true]);
  });

  test('of twenty deliveries at once, each with another world, all stop one set', async () => {
    const { deliver, intents, world, told } = aSelection();
    world.pageSize = 100;
    let lists = 0;
    world.page = () => {
      lists += 1;
      return {
        kind: 'ok',
        value: { servers: [aListed(lists), aListed(100 + lists)], unknown: 0 },
        dateAt: NOON - 500,
      };
    };
    const ends = await Promise.all(Array.from({ length: 20 }, (_, n) => deliver(aSelect(), { receives: n + 1 })));
    expect(ends).toEqual(Array.from({ length: 20 }, () => true));
    expect(lists).toBe(20);
    expect(new Set(intents.map(({ serverId }) => serverId)).size).toBe(2);
    expect(told.requested).toEqual([2]);
  });

  test('of twenty deliveries at once that choose too many, none stops a server', async () => {
    const { deliver, intents, told, letters } = aSelection();
    await Promise.all(Array.from({ length: 20 }, () => deliver(aSelect({ atMost: 1 }))));
    expect(intents).toEqual([]);
    expect(told.chosen.filter(({ repeated }) => !repeated)).toHaveLength(1);
    expect(letters.length).toBeGreaterThan(0);
  });

  test('another select under the same request is a conflict: the first one stands', async () => {
    const { deliver, chosen, told } = aSelection();
    const named = { requestId: 'evening', requestedAt: formatInstant(NOON) };
    await deliver(aSelect(named));
    const other = { select: { name: ['*'] }, ...named };
    expect(await deliver(JSON.stringify(other), { id: 'm2' })).toBe(true);
    expect(await deliver(aSelect({ ...named, atMost: 1 }), { id: 'm3' })).toBe(true);
    expect(chosen()).toEqual([1, 2, 1, 2, 1, 2].map(serverNo));
    expect(told.conflicts).toEqual([
      { requestId: 'evening', serverId: null, because: expect.stringContaining('the first one stands') },
      { requestId: 'evening', serverId: null, because: expect.stringContaining('the first one stands') },
    ]);
  });

  test('a second message of the request stops what is on the roll inside the roll’s own window', async () => {
    const { deliver, intents } = aSelection();
    const named = { requestId: 'evening', requestedAt: formatInstant(NOON) };
    await deliver(aSelect(named));
    await deliver(aSelect({ ...named, window: 'PT2H' }), { id: 'm2' });
    expect(new Set(intents.map(({ notAfter }) => notAfter))).toEqual(new Set([NOON + HOUR]));
  });

  test('a rehearsal has a roll and intents of its own', async () => {
    const { deliver, intents, roll, world } = aSelection();
    await deliver(aSelect({ dryRun: true }));
    expect(await roll()).toBeUndefined();
    world.servers = [aListed(9)];
    await deliver(aSelect());
    expect(intents.map(({ serverId, dryRun }) => `${dryRun} ${serverId}`)).toEqual([
      `true ${serverNo(1)}`,
      `true ${serverNo(2)}`,
      `false ${serverNo(9)}`,
    ]);
  });

  test.each<[Call, 'before' | 'after']>(
    (['list', 'find', 'pin', 'point', 'intents', 'rollCall'] as const).flatMap((call) => [
      [call, 'before'],
      [call, 'after'],
    ]),
  )(
    'a function that ends %s of its steps (%s) leaves one set, which the next delivery completes',
    async (call, when) => {
      const { deliver, chosen, world, roll, rollCalls } = aSelection();
      world.kill = { call, when };
      expect(await deliver(aSelect())).toBe(false);
      const before = await roll();
      world.kill = undefined;
      if (before !== undefined) world.servers = [aListed(7)];
      expect(await deliver(aSelect(), { receives: 2 })).toBe(true);
      expect(new Set(chosen())).toEqual(new Set([1, 2].map(serverNo)));
      expect(rollCalls.length).toBeGreaterThan(0);
      if (before !== undefined) expect(await roll()).toEqual(before);
    },
  );

  test('a server that was created after the request is left out and counted', async () => {
    const { deliver, chosen, world, roll } = aSelection();
    world.servers = [aListed(1), aListed(2, { createdAt: at(1) }), aListed(3, { createdAt: NOON })];
    await deliver(aSelect());
    // In doubt a server is new: clocks differ by up to five seconds.
    expect(chosen()).toEqual([serverNo(1)]);
    expect((await roll())?.counts).toEqual({ listed: 3, matched: 1, leftOut: { 'created-later': 2 } });
  });

  test.each([
    ['a minute ahead of ours', MINUTE],
    ['a minute behind ours', -MINUTE],
  ])('the time of creation is judged by the cloud’s clock, when it is %s', async (_, offset) => {
    const { deliver, chosen, world, clock } = aSelection();
    world.dateAt = () => clock.at + offset - 500;
    world.servers = [
      aListed(1, { createdAt: at(-10) + offset }),
      aListed(2, { createdAt: at(-4) + offset }),
      aListed(3, { createdAt: at(10) + offset }),
    ];
    await deliver(aSelect());
    expect(chosen()).toEqual([serverNo(1)]);
  });

  test('a server that is shown on two pages is counted and stopped once', async () => {
    const { deliver, chosen, world, roll } = aSelection();
    world.servers = [aListed(1), aListed(2), aListed(2), aListed(3)];
    await deliver(aSelect());
    expect(chosen()).toEqual([1, 2, 3].map(serverNo));
    expect((await roll())?.counts?.listed).toBe(3);
  });
});

describe('a list that is known to be incomplete', () => {
  test.each([
    ['fails in the middle', (nth: number) => (nth === 2 ? failedPage() : undefined), 'unavailable'],
    [
      'has a server of a cell that is down',
      (nth: number) =>
        nth === 2 ? ({ kind: 'ok', value: { servers: [], unknown: 1 }, dateAt: NOON } as const) : undefined,
      'unavailable',
    ],
    [
      'shows the same marker twice',
      () => ({ kind: 'ok', value: { servers: [aListed(1)], unknown: 0, next: '0' }, dateAt: NOON }) as const,
      'unclear',
    ],
    [
      'does not tell the cloud’s time',
      () => ({ kind: 'ok', value: { servers: [aListed(1)], unknown: 0 } }) as const,
      'clock',
    ],
  ])('a list that %s chooses nothing, and a later one does', async (_, page, trouble) => {
    const { deliver, chosen, world, told, delays, roll } = aSelection();
    world.page = page;
    expect(await deliver(aSelect())).toBe(false);
    expect(chosen()).toEqual([]);
    expect(await roll()).toBeUndefined();
    expect(told.listAgain).toMatchObject([{ requestId: 'm1', trouble, receiveCount: 1, delayMs: delays[0] }]);
    world.page = () => undefined;
    expect(await deliver(aSelect(), { receives: 2 })).toBe(true);
    expect(chosen()).toEqual([1, 2].map(serverNo));
  });

  test('a list takes at most half of the function’s time', async () => {
    const { deliver, world, told } = aSelection();
    world.servers = Array.from({ length: 100 }, (_, n) => aListed(n));
    world.pageMs = 10 * SECOND;
    expect(await deliver(aSelect())).toBe(false);
    expect(world.pages).toBe(3);
    expect(told.listAgain).toMatchObject([
      { trouble: 'busy', because: 'the list of servers is too long to read in time: over 6 servers' },
    ]);
  });

  test('the delays grow, and a Retry-After is obeyed', async () => {
    const { deliver, delays, world } = aSelection();
    world.page = () => failedPage();
    for (const receives of [1, 5, 10]) await deliver(aSelect(), { receives });
    expect(delays).toEqual([...delays].sort((a, b) => a - b));
    expect(delays[2]).toBeGreaterThan(4 * MINUTE);
    world.page = () => failedPage({ retryAfterMs: 15 * MINUTE });
    await deliver(aSelect(), { receives: 1 });
    expect(delays[3]).toBe(15 * MINUTE);
  });

  test('what a person has to fix raises an alert', async () => {
    const { deliver, world, told } = aSelection();
    world.opening = { kind: 'refused', trouble: 'secret', message: 'the secret cannot be read' };
    expect(await deliver(aSelect())).toBe(false);
    expect(told.alerts).toEqual([{ what: 'cloud', because: 'the secret cannot be read' }]);
    expect(told.listAgain).toMatchObject([{ trouble: 'secret', delayMs: 5 * MINUTE }]);
  });

  test('fifty deliveries without a list do not use the request up', async () => {
    const { deliver, world, chosen } = aSelection();
    world.page = () => failedPage();
    for (let receives = 1; receives <= 50; receives += 1) expect(await deliver(aSelect(), { receives })).toBe(false);
    world.page = () => undefined;
    expect(await deliver(aSelect(), { receives: 51 })).toBe(true);
    expect(chosen()).toHaveLength(2);
  });

  test('the last list is read before notAfter, and its trouble is in the dead letter', async () => {
    const { deliver, world, clock, delays, letters, roll, intents, rollCalls, told } = aSelection();
    world.page = () => failedPage();
    for (let receives = 1; !(await deliver(aSelect(), { receives })); receives += 1) clock.at += delays.at(-1) ?? 0;
    expect(clock.at).toBeLessThan(NOON + HOUR);
    expect(clock.at).toBeGreaterThan(NOON + HOUR - 30 * SECOND);
    const because = 'no complete list of servers by notAfter: Nova answered 503';
    expect(await roll()).toMatchObject({ verdict: 'expired', because, ids: [] });
    expect(letters).toMatchObject([{ failure: { reason: 'expired', because, firstAttemptAt: NOON } }]);
    expect(intents).toEqual([]);
    expect(rollCalls).toHaveLength(1);
    expect(told.chosen).toMatchObject([{ verdict: 'expired', repeated: false }]);
  });

  test('a Retry-After past notAfter ends the request at once', async () => {
    const { deliver, world, roll } = aSelection();
    world.page = () => failedPage({ retryAfterMs: 15 * MINUTE });
    expect(await deliver(aSelect({ window: 'PT10M' }))).toBe(true);
    expect(await roll()).toMatchObject({ verdict: 'expired' });
  });

  test('the last delivery ends the request', async () => {
    const { deliver, world, roll } = aSelection();
    world.page = () => failedPage();
    world.maxReceives = 3;
    expect(await deliver(aSelect(), { receives: 2 })).toBe(false);
    expect(await deliver(aSelect(), { receives: 3 })).toBe(true);
    expect(await roll()).toMatchObject({ verdict: 'expired' });
  });

  test('a request that is handled past its notAfter is not listed at all', async () => {
    const { deliver, world, clock, letters } = aSelection();
    clock.at = NOON + HOUR;
    expect(await deliver(aSelect())).toBe(true);
    expect(world.pages).toBe(0);
    expect(letters).toMatchObject([
      { failure: { reason: 'expired', because: 'handled past notAfter: the servers were not listed' } },
    ]);
  });

  test('a list that is complete only past notAfter chooses nothing', async () => {
    const { deliver, world, clock, roll } = aSelection();
    clock.at = NOON + HOUR - SECOND;
    world.pageMs = SECOND;
    expect(await deliver(aSelect())).toBe(true);
    expect(await roll()).toMatchObject({ verdict: 'expired', ids: [] });
  });
});

describe('the end of a request that stops nothing', () => {
  test('more servers than atMost are too many: its dead letter has the counts', async () => {
    const { deliver, intents, letters, rollCalls, told, roll } = aSelection();
    expect(await deliver(aSelect({ atMost: 1 }))).toBe(true);
    expect(intents).toEqual([]);
    const because = '2 of 3 servers matched, more than the 1 that atMost allows';
    const counts = { listed: 3, matched: 2, leftOut: { tags: 1 } };
    const [letter] = letters;
    expect(letter).toMatchObject({
      failure: { reason: 'too-many', because, counts, attempts: 1, firstAttemptAt: NOON, failedAt: NOON },
    });
    expect(letter !== undefined && 'original' in letter && JSON.parse(letter.original)).toEqual({
      select: { tags: ['env=dev'] },
      atMost: 1,
      requestId: 'm1',
      requestedAt: formatInstant(NOON),
      notAfter: formatInstant(NOON + HOUR),
      cloud: 'otc',
      dryRun: false,
    });
    expect(rollCalls).toHaveLength(1);
    expect(told.requested).toEqual([]);
    expect(await roll()).toMatchObject({ verdict: 'too-many', ids: [], counts, buriedAt: NOON });
  });

  test.each([
    ['a number counts what matched', { atMost: 2 }, 'chosen'],
    ['a share is of all that are listed', { atMost: '66%' }, 'too-many'],
    ['a share is rounded down', { atMost: '67%' }, 'chosen'],
    ['a share is at least one server', { atMost: '1%', select: { name: ['bms-1'] } }, 'chosen'],
  ])('the cap: %s', async (_, more, verdict) => {
    const { deliver, roll } = aSelection();
    await deliver(aSelect(more));
    expect(await roll()).toMatchObject({ verdict });
  });

  test.each([
    ['SELECT_AT_MOST', { selectAtMost: 1 }],
    ['STOP_AT_MOST_PER_REQUEST', { atMostPerRequest: 1 }],
  ])('%s is named where it is what was exceeded', async (name, caps) => {
    const { deliver, world, roll } = aSelection();
    Object.assign(world, caps);
    await deliver(aSelect());
    expect((await roll())?.because).toBe(`2 of 3 servers matched, more than the 1 that ${name} allows`);
  });

  test('a project of more than 10,000 servers is too many, and is not read on', async () => {
    const { deliver, world, roll } = aSelection();
    world.servers = Array.from({ length: 12_000 }, (_, n) => aListed(n));
    world.pageSize = 1_000;
    await deliver(aSelect());
    expect(await roll()).toMatchObject({ verdict: 'too-many', because: 'the project has more than 10000 servers' });
    expect(world.pages).toBe(11);
  });

  test('a selector that matches none is acknowledged, without a dead letter', async () => {
    const { deliver, letters, intents, rollCalls, told } = aSelection();
    expect(await deliver(JSON.stringify({ select: { tags: ['env=test'] } }))).toBe(true);
    expect([letters, intents]).toEqual([[], []]);
    expect(rollCalls).toHaveLength(1);
    expect(told.chosen).toMatchObject([{ verdict: 'none-matched', because: 'none of 3 servers matched' }]);
  });

  test.each([
    [
      'is too old',
      { page: () => failedPage({ kind: 'refused', trouble: 'too-old', message: 'a selector needs 2.47' }) },
      'a selector needs 2.47',
    ],
    ['is not configured', { known: ['other'] }, 'cloud: otc is not configured'],
  ])('a cloud that %s makes the request malformed', async (_, wrong, because) => {
    const { deliver, letters, world } = aSelection();
    Object.assign(world, wrong);
    expect(await deliver(aSelect())).toBe(true);
    expect(letters).toMatchObject([{ failure: { reason: 'malformed', because } }]);
  });

  test('a redelivery after the pin repeats its verdict, whatever the world looks like by then', async () => {
    const { deliver, letters, world, intents } = aSelection();
    world.down = 'letter';
    expect(await deliver(aSelect({ atMost: 1 }))).toBe(false);
    world.down = undefined;
    world.servers = [aListed(1)];
    expect(await deliver(aSelect({ atMost: 1 }), { receives: 2 })).toBe(true);
    expect(letters).toHaveLength(1);
    expect(intents).toEqual([]);
  });

  test('a duplicate of a request whose dead letter has left sends none again', async () => {
    const { deliver, letters } = aSelection();
    await deliver(aSelect({ atMost: 1 }));
    expect(await deliver(aSelect({ atMost: 1 }), { receives: 2 })).toBe(true);
    expect(letters).toHaveLength(1);
  });

  test('a dead letter that comes back repeats the pinned verdict', async () => {
    const { deliver, letters, intents, world, clock } = aSelection();
    await deliver(aSelect({ atMost: 1 }));
    world.servers = [aListed(1)];
    clock.at += 3 * HOUR;
    const [letter] = letters;
    if (letter === undefined) throw new Error('no letter');
    expect(await deliver(deadLetterBody(letter), { id: 'm9' })).toBe(true);
    expect(intents).toEqual([]);
    expect(letters).toHaveLength(2);
    expect(letters[1]).toMatchObject({ failure: { reason: 'too-many' } });
  });

  test.each<[Call, 'before' | 'after']>([
    ['letter', 'before'],
    ['letter', 'after'],
    ['report', 'before'],
    ['report', 'after'],
    ['rollCall', 'before'],
  ])('a function that ends at its %s (%s) loses no dead letter', async (call, when) => {
    const { deliver, letters, world } = aSelection();
    world.kill = { call, when };
    expect(await deliver(aSelect({ atMost: 1 }))).toBe(false);
    world.kill = undefined;
    expect(await deliver(aSelect({ atMost: 1 }), { receives: 2 })).toBe(true);
    expect(letters.length).toBe(
      call === 'letter' && when === 'after' ? 2 : call === 'report' && when === 'before' ? 2 : 1,
    );
  });
});

describe('a table or a queue that cannot be reached', () => {
  test.each<Call>(['find', 'pin', 'point', 'intents'])(
    'without its %s a request comes again, and is not lost',
    async (call) => {
      const { deliver, world, letters, told, chosen } = aSelection();
      world.down = call;
      expect(await deliver(aSelect(), { receives: 40 })).toBe(false);
      expect(told.alerts).toMatchObject([{ because: 'request m1 could not be split: down' }]);
      world.maxReceives = 41;
      expect(await deliver(aSelect(), { receives: 41 })).toBe(true);
      expect(letters).toMatchObject([
        { failure: { reason: 'expired', because: 'deliveries used up: the request could not be split: down' } },
      ]);
      expect(chosen()).toEqual([]);
    },
  );

  test('without its roll call a request comes again, and at the last delivery only its report is missing', async () => {
    const { deliver, world, letters, told } = aSelection();
    world.down = 'rollCall';
    expect(await deliver(aSelect(), { receives: 40 })).toBe(false);
    world.maxReceives = 41;
    expect(await deliver(aSelect(), { receives: 41 })).toBe(true);
    expect(letters).toEqual([]);
    expect(told.alerts.at(-1)).toEqual({
      what: 'queue',
      because: 'the roll call of request m1 could not be sent: down',
    });
  });
});

describe('a request with serverIds', () => {
  const IDS = [3, 1].map(serverNo);
  const part = `ids-${idsDigest(IDS)}`;
  const body = (more: object = {}): string => JSON.stringify({ serverIds: IDS, ...more });

  test('its roll is a record: every id of any message becomes an intent', async () => {
    const { deliver, chosen, roll, rollCalls, world } = aSelection();
    expect(await deliver(body())).toBe(true);
    expect(await deliver(JSON.stringify({ serverIds: [serverNo(2)] }), { receives: 2 })).toBe(true);
    expect(chosen()).toEqual([3, 1, 2].map(serverNo));
    expect(await roll(part)).toMatchObject({ verdict: 'chosen', because: '2 servers by id', ids: IDS });
    expect(rollCalls.map((call) => call.part)).toEqual([part, `ids-${idsDigest([serverNo(2)])}`]);
    expect(world.pages).toBe(0);
  });

  test('its intents have no digest of a selection', async () => {
    const { deliver, intents } = aSelection();
    await deliver(body());
    expect(intents[0]).not.toHaveProperty('selectDigest');
  });

  test('more servers than STOP_AT_MOST_PER_REQUEST are too many', async () => {
    const { deliver, intents, letters, world } = aSelection();
    world.atMostPerRequest = 1;
    expect(await deliver(body())).toBe(true);
    expect(intents).toEqual([]);
    expect(letters).toMatchObject([
      {
        failure: {
          reason: 'too-many',
          because: '2 servers, more than the 1 that STOP_AT_MOST_PER_REQUEST allows',
        },
      },
    ]);
  });
});

describe('the calendar of a schedule', () => {
  const schedule = {
    arn: 'arn:aws:scheduler:eu-central-1:123456789012:schedule/lights-out/nights',
    scheduledTime: formatInstant(NOON),
  };
  const holiday = (from: number, to: number) => [
    { from: formatInstant(from), to: formatInstant(to), why: 'Christmas' },
  ];
  const scheduled = (more: object, who: object = { select: { tags: ['env=dev'] } }): string =>
    JSON.stringify({ ...who, schedule, ...more });

  test.each([
    ['select', { select: { tags: ['env=dev'] } }],
    ['serverIds', { serverIds: [serverNo(1)] }],
  ])('a firing inside a span stops nothing (%s): it is excepted, with its why', async (_, who) => {
    const { deliver, intents, letters, told, world, rollCalls } = aSelection();
    expect(await deliver(scheduled({ notOn: holiday(NOON, at(1)) }, who))).toBe(true);
    expect([intents, letters, world.pages]).toEqual([[], [], 0]);
    expect(told.chosen).toMatchObject([{ verdict: 'excepted', because: 'excepted: Christmas', servers: 0 }]);
    expect(rollCalls).toHaveLength(1);
  });

  test('a firing right after a span, and right before one, stops servers', async () => {
    const { deliver, chosen } = aSelection();
    await deliver(scheduled({ notOn: [...holiday(at(-9), NOON), ...holiday(at(0.001), at(9))] }));
    expect(chosen()).toHaveLength(2);
  });

  test('a late delivery is judged by the time of its schedule', async () => {
    const { deliver, chosen, clock } = aSelection();
    clock.at = at(600);
    await deliver(scheduled({ notOn: holiday(at(1), at(9_999)) }));
    expect(chosen()).toHaveLength(2);
  });

  test('a firing past the end of its calendar expires, with an alert', async () => {
    const { deliver, letters, intents, told } = aSelection();
    expect(await deliver(scheduled({ notOn: [], calendarEnds: formatInstant(NOON) }))).toBe(true);
    expect(intents).toEqual([]);
    expect(letters).toMatchObject([{ failure: { reason: 'expired', because: 'calendar ended: package again' } }]);
    expect(told.alerts).toMatchObject([{ what: 'calendar' }]);
  });

  test.each([
    [29, 1],
    [31, 0],
  ])('a calendar that ends in %i days raises %i alert, once', async (days, alerts) => {
    const { deliver, told, chosen } = aSelection();
    const body = scheduled({ calendarEnds: formatInstant(NOON + days * 24 * HOUR) });
    await deliver(body);
    await deliver(body, { receives: 2 });
    expect(told.alerts.filter(({ what }) => what === 'calendar')).toHaveLength(alerts);
    expect(chosen()).toHaveLength(4);
  });
});

test('a request that the webhook stamped keeps its source, in its intents and in its dead letter', async () => {
  const { deliver, intents, letters } = aSelection();
  const request = {
    version: 1,
    source: 'webhook',
    requestId: 'msg_1',
    requestedAt: formatInstant(NOON),
    notAfter: formatInstant(NOON + HOUR),
    cloud: 'otc',
    select: { tags: ['env=dev'] },
    dryRun: false,
  };
  expect(await deliver(JSON.stringify({ request }))).toBe(true);
  expect(intents).toMatchObject([
    { source: 'webhook', requestId: 'msg_1' },
    { source: 'webhook', requestId: 'msg_1' },
  ]);
  await deliver(JSON.stringify({ request: { ...request, requestId: 'msg_2', atMost: 1 } }));
  const [letter] = letters;
  if (letter === undefined) throw new Error('no letter');
  expect(parseMessage(deadLetterBody(letter), aContext())).toMatchObject({
    kind: 'request',
    request: { source: 'webhook', requestId: 'msg_2', atMost: 1, notAfter: NOON + HOUR },
  });
});
