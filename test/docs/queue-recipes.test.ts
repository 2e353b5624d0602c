import { execFile, spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { parseMessage } from '../../lib/message/message.ts';
import { HOUR, MINUTE, NOON, TIMING } from '../builders.ts';
import { anAlert, TEMPLATES } from './alert-templates.ts';
import { anEvening, type Evening } from './an-evening.ts';
import { QUEUE_RECIPES } from './queue-recipes.ts';
import { notInstalled, PAGE, recipe, SERVER } from './recipe-page.ts';

// The recipes for those that cannot sign: what arrives in the queue, through the worker and on the simulated cloud.

/** When the event was: five minutes before the evening begins. */
const AT = NOON - 5 * MINUTE;

let evening: Evening;
beforeEach(async () => {
  evening = await anEvening(SERVER, NOON);
});
afterEach(() => evening.close());

const OFF = { vmState: 'stopped', stops: 1 };
const ON_AGAIN = { vmState: 'active', stops: 1 };

const read = (body: string, messageId: string, sentAt: number) =>
  parseMessage(body, { messageId, sentAt, now: sentAt, attributes: {}, timing: TIMING, defaultCloud: 'stopper' });

test.for(QUEUE_RECIPES)(
  'the recipe $heading stops a server once, and stops nothing when sent again after a restart or hours later',
  {
    timeout: 60_000,
  },
  async ({ needed = [], body }, { skip }) => {
    const missing = notInstalled(...needed);
    skip(missing !== undefined, missing);
    const sent = async (delivery: number): Promise<string> => body({ at: AT, delivery });
    const first = read(await sent(1), 'sqs-1', NOON);
    expect(first).toMatchObject({ kind: 'request', request: { requestedAt: AT, serverIds: [SERVER] } });
    expect(read(await sent(2), 'sqs-2', NOON + HOUR)).toEqual(first);

    await evening.take(await sent(1));
    expect(evening.server()).toEqual(OFF);
    evening.restart();
    await evening.take(await sent(2));
    expect(evening.server()).toEqual(ON_AGAIN);
    // Alertmanager's repeat_interval, unless it is set: by then the window is over too.
    evening.until(NOON + 4 * HOUR);
    await evening.take(await sent(3));
    expect(evening.server()).toEqual(ON_AGAIN);
    expect(evening.letters).toEqual([]);
  },
);

test('a body without requestId and requestedAt is a new request each time, and stops the server again', {
  timeout: 60_000,
}, async () => {
  const body = JSON.stringify({ serverIds: [SERVER] });
  await evening.take(body);
  evening.restart();
  await evening.take(body);
  expect(evening.server()).toEqual({ vmState: 'stopped', stops: 2 });
});

test.for(QUEUE_RECIPES.filter(({ heading }) => heading in TEMPLATES))(
  'the recipe $heading makes a new request of an alert that ended and began again',
  { timeout: 60_000 },
  async ({ body }) => {
    await evening.take(await body({ at: AT, delivery: 1 }));
    evening.restart();
    evening.until(NOON + 20 * MINUTE);
    await evening.take(await body({ at: NOON + 10 * MINUTE, delivery: 2 }));
    expect(evening.server()).toEqual({ vmState: 'stopped', stops: 2 });
  },
);

test('Go renders the templates of Alertmanager and Grafana as the other tests take it', { timeout: 180_000 }, async ({
  skip,
}) => {
  const missing = notInstalled('go');
  skip(missing !== undefined, missing);
  const folder = await mkdtemp(join(tmpdir(), 'lights-out-go-'));
  try {
    const program = join(folder, 'render');
    const source = fileURLToPath(new URL('render-template.go', import.meta.url));
    await promisify(execFile)('go', ['build', '-o', program, source]);
    const render = (template: string, alerts: readonly object[]): string =>
      spawnSync(program, [JSON.stringify(alerts)], { input: template, encoding: 'utf8' }).stdout;
    for (const [heading, template] of Object.entries(TEMPLATES)) {
      const expected = await QUEUE_RECIPES.find((one) => one.heading === heading)?.body({ at: AT, delivery: 1 });
      const inBerlin = { ...anAlert(AT), startsAt: '2026-11-23T12:55:00.987+01:00' };
      expect(render(template(), [{ ...anAlert(AT), status: 'resolved' }, inBerlin])).toBe(expected);
      const both = render(template(), [anAlert(AT), anAlert(AT)]);
      expect(read(both, 'sqs-1', NOON)).toMatchObject({ kind: 'malformed' });
      const unnamed = render(template(), [{ ...anAlert(AT), labels: {} }]);
      expect(read(unnamed, 'sqs-1', NOON)).toMatchObject({ problem: 'serverIds[0]: not a UUID' });
    }
  } finally {
    await rm(folder, { recursive: true });
  }
});

test('the recipes use one topic, whose ARN the stack accepts', () => {
  const [, name] = /"aws_sns_topic" "\w+" \{\n +name = "(.*)"/.exec(PAGE) ?? [];
  const arns = [...PAGE.matchAll(/(topic_arn:|senderTopicArn=) ?(arn:[^`\s]+)/g)].map(([, , arn]) => arn);
  expect(arns).toHaveLength(3);
  expect(new Set(arns)).toEqual(new Set([`arn:aws:sns:eu-central-1:111122223333:${name}`]));
});

test.for(['One topic for those that cannot sign', 'EventBridge', 'A schedule in Terraform'])(
  'Terraform reads the recipe %s, and would write it unchanged',
  { timeout: 60_000 },
  (heading, { skip }) => {
    const missing = notInstalled('terraform');
    skip(missing !== undefined, missing);
    const { stdout, status } = spawnSync('terraform', ['fmt', '-'], { input: recipe(heading), encoding: 'utf8' });
    expect({ stdout, status }).toEqual({ stdout: recipe(heading), status: 0 });
  },
);
