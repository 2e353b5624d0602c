import { expect, test } from 'vitest';
import { formatInstant } from '../../../lib/instant.ts';
import { memoryLedger } from '../../../lib/ledger/table-ledger.ts';
import { deadLetterBody } from '../../../lib/message/dead-letter-message.ts';
import { intentBody } from '../../../lib/message/intent-message.ts';
import { rollCallBody } from '../../../lib/message/roll-call-message.ts';
import type { Intent } from '../../../lib/power/intent.ts';
import type { Sent } from '../../../lib/power/ports/queue.ts';
import type { Events } from '../../../lib/power/ports/reports.ts';
import { type WorkerPorts, work } from '../../../lib/worker/work.ts';
import { anEntry, anIntent, anOffServer, aRoll, aServer, MINUTE, NOON, SECOND, serverNo } from '../../builders.ts';
import { aStep, type Scene } from '../power/step/a-step.ts';

/** The worker over a world of fakes; what leaves through a queue is kept. */
const aWorker = (scene: Partial<Scene> = {}, maxReceives = 1000) => {
  const world = aStep(scene);
  const sent: Intent[] = [];
  const delayed: { readonly receiptHandle: string; readonly delayMs: number }[] = [];
  const told: string[] = [];
  const took: number[] = [];
  const asked = { redelivery: 0 };
  const says: { intents: Sent; redelivery: Sent } = { intents: { kind: 'sent' }, redelivery: { kind: 'sent' } };
  const ports: WorkerPorts = {
    ...world.ports,
    clouds: {
      cloud: async () => {
        const opened = await world.ports.clouds.cloud();
        if (opened.kind !== 'cloud') return opened;
        const listServers = async () => ({ kind: 'ok', value: { servers: [], unknown: 0 } }) as const;
        return { ...opened, cloud: { ...opened.cloud, listServers } };
      },
    },
    rolls: memoryLedger().rolls,
    rollCalls: { send: async () => ({ kind: 'sent' }) },
    selectAtMost: 50,
    atMostPerRequest: 1_000,
    telemetry: {
      ...world.ports.telemetry,
      requested: ({ servers }) => told.push(`requested ${servers}`),
      outcome: ({ outcome, repeated, tookMs }) => {
        told.push(`${outcome.kind}${repeated ? ' again' : ''}`);
        took.push(tookMs);
      },
      malformed: ({ because }) => told.push(`malformed: ${because}`),
      flush: () => told.push('flush'),
    },
    intents: {
      send: async (intents) => {
        if (says.intents.kind === 'sent') sent.push(...intents);
        return says.intents;
      },
    },
    redelivery: {
      delay: async (messages) => {
        asked.redelivery += 1;
        delayed.push(...messages.map(({ receiptHandle, delayMs }) => ({ receiptHandle, delayMs })));
        return says.redelivery;
      },
    },
    defaultCloud: 'otc',
    maxReceives,
  };
  const run = (event: unknown) => work(event, world.scene.now + MINUTE, ports);
  return {
    ...world,
    ports,
    sent,
    delayed,
    told,
    took,
    asked,
    says,
    run,
    take: (...records: unknown[]) => run({ Records: records }),
  };
};

const aRecord = (body: string, changes: { readonly id?: string; readonly receives?: number } = {}) => ({
  messageId: changes.id ?? 'm1',
  receiptHandle: `handle of ${changes.id ?? 'm1'}`,
  body,
  attributes: { ApproximateReceiveCount: String(changes.receives ?? 1), SentTimestamp: String(NOON) },
});

const OTHER_SERVER = aServer({ id: serverNo(7) }).id;
const REQUEST = JSON.stringify({
  serverIds: ['3f2c8a1e-5b7d-4c9f-8e6a-1d2b3c4d5e6f', '4f2c8a1e-5b7d-4c9f-8e6a-1d2b3c4d5e6f'],
});

test('the worker says what of an event cannot be read', async () => {
  const { run } = aWorker();
  const said = (event: unknown) => run(event).catch((error: Error) => error.message);
  const count = (text: string) => ({
    ...aRecord('{}'),
    attributes: { ...aRecord('{}').attributes, ApproximateReceiveCount: text },
  });
  expect(await said(null)).toMatch(/^not an SQS event: event: /);
  expect(await said({ Records: [aRecord('{}', { id: '' })] })).toBe('not an SQS event: Records.0.messageId: empty');
  for (const text of ['x1', '1x', '', '1'.repeat(16)])
    expect(await said({ Records: [count(text)] })).toBe(
      'not an SQS event: Records.0.attributes.ApproximateReceiveCount: not a number',
    );
});

test.each([
  ['null', null],
  ['no Records', {}],
  ['Records that is no list', { Records: {} }],
  ['a record without a messageId', { Records: [{ ...aRecord('{}'), messageId: undefined }] }],
  ['a record with an empty messageId', { Records: [aRecord('{}', { id: '' })] }],
  ['a record without a receive count', { Records: [{ ...aRecord('{}'), attributes: {} }] }],
])('the worker throws on an event that is none: %s', async (_, event) => {
  await expect(aWorker().run(event)).rejects.toThrow('not an SQS event');
});

test('the worker answers an empty batch with no failures', async () => {
  expect(await aWorker().take()).toEqual({ batchItemFailures: [] });
});

test('the worker splits a request, one intent a server, and acknowledges it', async () => {
  const { take, sent, told, asked } = aWorker();
  expect(await take(aRecord(REQUEST))).toEqual({ batchItemFailures: [] });
  expect(asked.redelivery).toBe(0);
  expect(sent).toMatchObject([
    { source: 'queue', requestId: 'm1', requestedAt: NOON, cloud: 'otc' },
    { serverId: '4f2c8a1e-5b7d-4c9f-8e6a-1d2b3c4d5e6f' },
  ]);
  expect(told).toEqual(['requested 2', 'flush']);
});

test('a dead letter of Scheduler becomes the very intents that its schedule would have become', async () => {
  const { take, sent } = aWorker();
  const arn = 'arn:aws:scheduler:eu-central-1:123456789012:schedule/lights-out/evening';
  const scheduledTime = '2026-11-23T11:55:00Z';
  const body = (schedule: object) => JSON.stringify({ ...JSON.parse(REQUEST), schedule });
  const letter = (schedule: object) => JSON.stringify({ MessageBody: body(schedule), QueueUrl: 'https://sqs/stop' });
  await take(aRecord(body({ arn, scheduledTime })));
  const delivered = sent.splice(0);
  expect(delivered).toMatchObject(Array(2).fill({ source: 'schedule', requestId: `${arn}@2026-11-23T11:55:00.000Z` }));

  const text = (stringValue: string) => ({
    stringValue,
    stringListValues: [],
    binaryListValues: [],
    dataType: 'String',
  });
  const bytes = { binaryValue: '/wA=', stringListValues: [], binaryListValues: [], dataType: 'Binary' };
  const keywords = { arn: '<aws.scheduler.schedule-arn>', scheduledTime: '<aws.scheduler.scheduled-time>' };
  const messageAttributes = { SCHEDULED_TIME: text(scheduledTime), SCHEDULE_ARN: text(arn), bytes };
  await take({ ...aRecord(letter(keywords), { id: 'm2' }), messageAttributes });
  expect(sent.splice(0)).toEqual(delivered);
  await take(aRecord(letter({ arn, scheduledTime }), { id: 'm3' }));
  expect(sent).toEqual(delivered);
});

test('the worker splits a request past its notAfter all the same', async () => {
  const { take, sent } = aWorker();
  const late = { ...JSON.parse(REQUEST), requestedAt: formatInstant(NOON - 120 * MINUTE), window: 'PT10M' };
  await take(aRecord(JSON.stringify(late)));
  expect(sent).toMatchObject([{ notAfter: NOON - 110 * MINUTE }, { notAfter: NOON - 110 * MINUTE }]);
});

test('the worker hands back a request that the queue did not take whole', async () => {
  const { take, says, delayed, told, lines } = aWorker();
  says.intents = { kind: 'unavailable', because: 'throttled' };
  expect(await take(aRecord(REQUEST, { receives: 20 }))).toEqual({ batchItemFailures: [{ itemIdentifier: 'm1' }] });
  expect(delayed).toMatchObject([{ receiptHandle: 'handle of m1' }]);
  expect(lines.alert).toEqual([{ what: 'queue', because: 'request m1 could not be split: throttled' }]);
  expect(told).toEqual(['flush']);
});

test('the worker dead-letters a request that could not be split for twenty deliveries, stamped', async () => {
  const { take, says, letters, scene } = aWorker();
  says.intents = { kind: 'unavailable', because: 'throttled' };
  scene.letters = { kind: 'unavailable', because: 'down' };
  expect(await take(aRecord(REQUEST, { receives: 21 }))).toEqual({ batchItemFailures: [{ itemIdentifier: 'm1' }] });
  scene.letters = { kind: 'sent' };
  expect(await take(aRecord(REQUEST, { receives: 21 }))).toEqual({ batchItemFailures: [] });
  const [letter] = letters;
  expect(letter).toMatchObject({
    failure: {
      reason: 'expired',
      because: 'deliveries used up: the request could not be split: throttled',
      attempts: 21,
      firstAttemptAt: NOON,
    },
  });
  const original: unknown = JSON.parse(letter !== undefined && 'original' in letter ? letter.original : '');
  expect(original).toMatchObject({ requestId: 'm1', requestedAt: formatInstant(NOON) });
});

test('the worker dead-letters a request, stamped, at the last delivery that SQS gives it', async () => {
  const { take, says, letters } = aWorker({}, 3);
  says.intents = { kind: 'unavailable', because: 'throttled' };
  expect(await take(aRecord(REQUEST, { receives: 2 }))).toEqual({ batchItemFailures: [{ itemIdentifier: 'm1' }] });
  expect(letters).toEqual([]);
  expect(await take(aRecord(REQUEST, { receives: 3 }))).toEqual({ batchItemFailures: [] });
  expect(letters).toMatchObject([{ failure: { reason: 'expired', attempts: 3, firstAttemptAt: NOON } }]);
});

test('the worker takes a step for an intent and acknowledges what has ended', async () => {
  const { take, told } = aWorker({ server: anOffServer() });
  expect(await take(aRecord(intentBody(anIntent())))).toEqual({ batchItemFailures: [] });
  expect(await take(aRecord(intentBody(anIntent())))).toEqual({ batchItemFailures: [] });
  expect(told).toEqual(['already-stopped', 'flush', 'already-stopped again', 'flush']);
});

test('the worker takes a dead letter that came back as its intent, judged again from the start', async () => {
  const { take, scene, letters, stops } = aWorker({ server: aServer({ vmState: 'paused' }) });
  await take(aRecord(intentBody(anIntent())));
  const [letter] = letters;
  if (letter === undefined) throw new Error('no letter');
  scene.server = aServer();
  await take(
    aRecord(deadLetterBody({ ...letter, failure: { ...letter.failure, failedAt: letter.failure.failedAt + 1 } })),
  );
  expect(stops).toEqual([]);
  expect(await take(aRecord(deadLetterBody(letter)))).toEqual({ batchItemFailures: [{ itemIdentifier: 'm1' }] });
  expect(stops).toHaveLength(1);
});

test('the worker reports how long a step took', async () => {
  const { take, took } = aWorker({ server: anOffServer(), callMs: 70 });
  await take(aRecord(intentBody(anIntent())));
  expect(took).toEqual([70]);
});

test('the worker asks for redelivery of what is under way, after the delay of the step', async () => {
  const { take, delayed } = aWorker();
  expect(await take(aRecord(intentBody(anIntent())))).toEqual({ batchItemFailures: [{ itemIdentifier: 'm1' }] });
  expect(delayed).toEqual([{ receiptHandle: 'handle of m1', delayMs: 60 * SECOND }]);
});

test('a redelivery that could not be asked for changes nothing but the delay', async () => {
  const { take, says, lines } = aWorker();
  says.redelivery = { kind: 'unavailable', because: 'throttled' };
  expect(await take(aRecord(intentBody(anIntent())))).toEqual({ batchItemFailures: [{ itemIdentifier: 'm1' }] });
  expect(lines.alert).toMatchObject([{ what: 'queue', because: 'throttled' }]);
});

test('the worker buries a malformed message at once, and the others of its batch do not notice', async () => {
  const { take, letters, sent, told } = aWorker();
  const answer = await take(aRecord('{"serverIds":[]}', { id: 'bad' }), aRecord(REQUEST, { id: 'good' }));
  expect(answer).toEqual({ batchItemFailures: [] });
  expect(letters).toMatchObject([{ original: '{"serverIds":[]}', failure: { reason: 'malformed', attempts: 1 } }]);
  expect(sent).toHaveLength(2);
  expect(told.filter((line) => line.startsWith('malformed: serverIds'))).toHaveLength(1);
});

test('the worker keeps a malformed message that could not be buried', async () => {
  const { take, told, scene, lines } = aWorker();
  scene.letters = { kind: 'unavailable', because: 'down' };
  expect(await take(aRecord('nonsense'))).toEqual({ batchItemFailures: [{ itemIdentifier: 'm1' }] });
  expect(lines.alert).toEqual([{ what: 'queue', because: 'a malformed message could not be dead-lettered: down' }]);
  expect(told).toEqual(['flush']);
});

test('the worker answers a roll call, and asks for it again while a server is open', async () => {
  const { take, ports, delayed } = aWorker();
  const roll = aRoll({ ids: [anIntent().serverId] });
  await ports.rolls.pin(roll);
  const body = rollCallBody({ ...anIntent({ source: 'queue' }), part: 'select' });
  expect(await take(aRecord(body))).toEqual({ batchItemFailures: [{ itemIdentifier: 'm1' }] });
  expect(delayed).toHaveLength(1);
  await ports.ledger.write(
    anEntry({ intent: anIntent({ source: 'queue' }), ending: { kind: 'stopped', because: 'off', endedAt: NOON } }),
    undefined,
  );
  expect(await take(aRecord(body, { receives: 2 }))).toEqual({ batchItemFailures: [] });
  expect(await ports.rolls.find(roll, 'select')).toMatchObject({ roll: { report: { state: 'reported' } } });
});

test('the worker puts the ends of a batch on the bus before it answers, and a bus that fails holds nothing back', async () => {
  const { take, ports, lines } = aWorker({ server: anOffServer() });
  const put: string[] = [];
  const events: Events = {
    put: async (all) => {
      put.push(...all.map(({ type, detail }) => `${type}: ${String(detail.name)}`));
      return { kind: 'unavailable', because: 'throttled' };
    },
  };
  Object.assign(ports, { events });
  expect(await take(aRecord(intentBody(anIntent())))).toEqual({ batchItemFailures: [] });
  expect(put).toEqual(['Server Stopped: db-1']);
  expect(lines.alert).toMatchObject([{ what: 'report', because: 'events of 1 servers did not leave: throttled' }]);
});

test('the worker hands back what newer code wrote', async () => {
  const { take, letters, lines } = aWorker();
  const newer = { intent: { ...JSON.parse(intentBody(anIntent())).intent, version: 4 } };
  expect(await take(aRecord(JSON.stringify(newer)))).toEqual({ batchItemFailures: [{ itemIdentifier: 'm1' }] });
  expect(letters).toEqual([]);
  expect(lines.alert).toMatchObject([{ what: 'queue' }]);
});

test('a bug in one message hands that one back, and the others end as they would have', async () => {
  const { take, scene, lines, sent } = aWorker();
  scene.before = (call) => {
    if (call === 'show') throw new TypeError('a bug');
  };
  const answer = await take(aRecord(intentBody(anIntent()), { id: 'bug' }), aRecord(REQUEST, { id: 'good' }));
  expect(answer).toEqual({ batchItemFailures: [{ itemIdentifier: 'bug' }] });
  expect(lines.alert).toMatchObject([
    { what: 'bug', because: 'message bug could not be handled', cause: expect.any(TypeError) },
  ]);
  expect(sent).toHaveLength(2);
});

test('the worker dead-letters what would look again on the last delivery', async () => {
  const { take, letters } = aWorker();
  expect(await take(aRecord(intentBody(anIntent()), { receives: 1000 }))).toEqual({ batchItemFailures: [] });
  expect(letters).toMatchObject([
    { failure: { reason: 'unverified', because: expect.stringMatching('^deliveries used up') } },
  ]);
});

test('the worker names a message that came twice in one batch once', async () => {
  const { take } = aWorker();
  const twice = aRecord(intentBody(anIntent()));
  expect(await take(twice, twice)).toEqual({ batchItemFailures: [{ itemIdentifier: 'm1' }] });
});

test('the worker runs a suspect last, when the others are settled and asked for again', async () => {
  const { take, journal, remember, delayed, scene } = aWorker();
  scene.now = NOON + 10 * MINUTE;
  await remember(anEntry({ leaseUntil: NOON + MINUTE }));
  const calm = anIntent({ requestId: 'calm', requestedAt: NOON + 9 * MINUTE });
  const seen: number[] = [];
  scene.before = (call) => {
    if (call === 'claim') seen.push(delayed.length);
  };
  await take(
    aRecord(intentBody(anIntent()), { id: 'suspect', receives: 4 }),
    aRecord(intentBody(calm), { id: 'calm' }),
  );
  expect(journal.filter((call) => call === 'read')).toHaveLength(3);
  expect(seen).toEqual([0, 1]);
  expect(delayed.map(({ receiptHandle }) => receiptHandle)).toEqual(['handle of calm', 'handle of suspect']);
});

test('the worker hands back a suspect that there is no time for, untouched', async () => {
  const { run, remember, scene, told, entry } = aWorker();
  scene.now = NOON + 10 * MINUTE;
  await remember(anEntry({ leaseUntil: NOON + MINUTE, attempts: 4 }));
  scene.before = (call) => {
    if (call === 'read') scene.now += 50 * SECOND;
  };
  const answer = await run({ Records: [aRecord(intentBody(anIntent()), { receives: 4 })] });
  expect(answer).toEqual({ batchItemFailures: [{ itemIdentifier: 'm1' }] });
  expect(told).toEqual(['flush', 'look-again', 'flush']);
  expect(await entry()).toMatchObject({ attempts: 4 });
});

const METHODS = ['requested', 'sending', 'sent', 'outcome', 'malformed', 'conflict', 'alert', 'flush'] as const;

test.each(METHODS.flatMap((method) => [[method, 'throws'] as const, [method, 'rejects'] as const]))(
  'a sink whose %s %s changes no outcome, sends nothing twice and keeps nothing from being acknowledged',
  async (method, how) => {
    const live = async (change: (worker: ReturnType<typeof aWorker>) => void) => {
      const worker = aWorker();
      change(worker);
      const { take, scene, stops, letters, sent, delayed } = worker;
      const intent = anIntent();
      const other = anIntent({ requestedAt: NOON + 1 });
      const answers = [
        await take(
          aRecord(intentBody(intent), { id: 'stop' }),
          aRecord(REQUEST, { id: 'request' }),
          aRecord('nonsense', { id: 'bad' }),
          aRecord(intentBody(anIntent({ serverId: OTHER_SERVER, cloud: 'broken' })), { id: 'bug' }),
        ),
      ];
      scene.server = anOffServer();
      scene.now += 10 * SECOND;
      answers.push(await take(aRecord(intentBody(other), { id: 'stop', receives: 2 })));
      return { answers, stops, letters, sent, delayed };
    };
    const broken = (worker: ReturnType<typeof aWorker>): void => {
      const { clouds } = worker.ports;
      const cloud: typeof clouds.cloud = (name) =>
        name === 'broken' ? Promise.reject(new TypeError('a bug')) : clouds.cloud(name);
      Object.assign(worker.ports, { clouds: { cloud } });
    };
    const deaf = (worker: ReturnType<typeof aWorker>): void => {
      broken(worker);
      const fails = (): unknown => {
        if (how === 'throws') throw new Error('the sink is closed');
        return Promise.reject(new Error('the sink is closed'));
      };
      Object.assign(worker.ports, { telemetry: { ...worker.ports.telemetry, [method]: fails } });
    };
    const heard = await live(broken);
    expect(heard.stops).toHaveLength(1);
    expect(heard.answers).toEqual([
      { batchItemFailures: [{ itemIdentifier: 'stop' }, { itemIdentifier: 'bug' }] },
      { batchItemFailures: [] },
    ]);
    expect(await live(deaf)).toEqual(heard);
  },
);

test('the worker follows a stop that Nova has accepted to its end, whatever STOP_WINDOW_MAX has become', async () => {
  const { take, scene, letters, told, ports } = aWorker();
  const intent = anIntent({ notAfter: NOON + 20 * 60 * MINUTE });
  await take(aRecord(intentBody(intent)));
  Object.assign(ports, { timing: { ...ports.timing, windowMaxMs: 12 * 60 * MINUTE } });
  scene.server = anOffServer();
  scene.now += 10 * SECOND;
  expect(await take(aRecord(intentBody(intent), { receives: 2 }))).toEqual({ batchItemFailures: [] });
  expect(letters).toEqual([]);
  expect(told).toEqual(['look-again', 'flush', 'stopped', 'flush']);
});

test('the worker counts a request once: when it first comes, split or not, and neither redelivered nor sent back', async () => {
  const { take, says, told, letters } = aWorker({}, 3);
  says.intents = { kind: 'unavailable', because: 'throttled' };
  for (const receives of [1, 2, 3]) await take(aRecord(REQUEST, { receives }));
  says.intents = { kind: 'sent' };
  const [letter] = letters;
  if (letter === undefined) throw new Error('no letter');
  await take(aRecord(deadLetterBody(letter)));
  await take(aRecord(REQUEST, { receives: 2 }));
  expect(told.filter((line) => line !== 'flush')).toEqual(['requested 2']);
});

test('by a clock that is behind the queue’s judges nothing: it is all looked at again, and an alert is written', async () => {
  const { take, scene, journal, letters, sent, delayed, told, lines } = aWorker();
  scene.now = NOON - 61 * SECOND;
  const answer = await take(
    aRecord(intentBody(anIntent()), { id: 'intent' }),
    aRecord(REQUEST, { id: 'request' }),
    aRecord('nonsense', { id: 'nonsense' }),
  );
  expect(answer.batchItemFailures).toHaveLength(3);
  expect(delayed.map(({ delayMs }) => delayMs)).toEqual([5 * MINUTE, 5 * MINUTE, 5 * MINUTE]);
  expect({ letters, sent, told }).toEqual({ letters: [], sent: [], told: ['look-again', 'flush'] });
  expect(journal).toEqual(['alert: clock', 'alert: clock', 'alert: clock']);
  expect(lines.alert[0]).toMatchObject({
    because: "this function's clock is PT1M1S behind the queue's",
    intent: anIntent(),
  });
  scene.now = NOON - 60 * SECOND;
  expect(await take(aRecord(REQUEST))).toEqual({ batchItemFailures: [] });
});
