import { describe, expect, test } from 'vitest';
import { stackResources } from '../../../deploy/stack-resources.ts';
import { DEFAULT_TIMING, type Timing } from '../../../lib/power/timing.ts';
import { read, tableBelow } from '../../docs/documents.ts';
import { aStack } from '../a-stack.ts';
import { CLOUD_FAILURES } from './cloud-failures.ts';
import { every, inFlight, look, lookAgain, untouched } from './deeds.ts';
import { LETTER_FAILURES } from './letter-failures.ts';
import { NON_FAILURES, WITHOUT_NONE_MATCHED } from './non-failures.ts';
import { REPORT_FAILURES } from './report-failures.ts';
import { ringsIn } from './rings.ts';
import { WEBHOOK_FAILURES } from './webhook-failures.ts';
import { WORKER_FAILURES } from './worker-failures.ts';

const FAILURES = [...WORKER_FAILURES, ...CLOUD_FAILURES, ...LETTER_FAILURES, ...REPORT_FAILURES, ...WEBHOOK_FAILURES];

const template = (noneMatchedAlarm: 'true' | 'false', timing: Timing = DEFAULT_TIMING) =>
  stackResources([], { ...aStack, noneMatchedAlarm }, timing);
const withNoneMatched = template('true');

describe('the alarms of the template, over metrics as they are published', () => {
  // `%s`, since a `$name` would be cut at 40 characters, and docs/faults.md names these tests.
  test.each(FAILURES.map((one) => [one.failure, one] as const))('%s', (_, { happens, rings }) => {
    expect(rings).not.toBe('');
    expect(ringsIn(withNoneMatched, happens)).toBe(rings);
  });

  test.each(NON_FAILURES.map((one) => [one.night, one] as const))('%s: nothing rings', (_, { happens }) => {
    expect(ringsIn(withNoneMatched, happens)).toBe('');
  });

  test(`${WITHOUT_NONE_MATCHED.night}: nothing rings`, () => {
    expect(ringsIn(template('false'), WITHOUT_NONE_MATCHED.happens)).toBe('');
  });

  test('every alarm of the template rings for some failure of the table', () => {
    const ids = Object.entries(withNoneMatched).flatMap(([id, { Type }]) =>
      Type === 'AWS::CloudWatch::Alarm' ? [id.replace(/Alarm$/, '')] : [],
    );
    const ringing = new Set(FAILURES.flatMap(({ rings }) => rings.split(', ').map((one) => one.split(' ')[0])));
    expect(ids.toSorted()).toEqual([...ringing].toSorted());
  });
});

describe('waits that a deployment makes longer', () => {
  const slow = template('false', { ...DEFAULT_TIMING, lookAgainMaxMs: 30 * 60_000 });
  const quarantined = template('false', { ...DEFAULT_TIMING, quarantineMs: 40 * 60_000 });

  test('looks half an hour apart ring no alarm, and a worker that does not run does later', () => {
    const looks = [0, 30, 60];
    expect(
      ringsIn(slow, (world) => {
        world.hold('stop', inFlight(91));
        lookAgain(world, looks);
        look(world, 90, { kind: 'stopped', because: 'b' });
      }),
    ).toBe('');
    expect(ringsIn(slow, (world) => world.hold('stop', untouched))).toBe('WorkerIdle 35 stays');
  });

  test('a cloud that does not answer looks half an hour apart still rings', () => {
    expect(
      ringsIn(slow, (world) => {
        world.hold('stop', inFlight(150));
        every(25, (minute) => lookAgain(world, [minute], 'unanswered'));
      }),
    ).toBe('CloudUnreachable 90 stays');
  });

  test('a long quarantine is no worker that does not run', () => {
    expect(
      ringsIn(quarantined, (world) => {
        world.hold('stop', inFlight(41));
        lookAgain(world, [0]);
        look(world, 40, { kind: 'stopped', because: 'b' });
      }),
    ).toBe('');
  });
});

describe('the tables of docs/alarms.md', () => {
  test('the failures of the page are those that are tested, with their alarms and minutes', async () => {
    const rows = FAILURES.map(({ failure, rings }) => [failure, rings.replaceAll(/[A-Z]\w+/g, '`$&`')]);
    expect(tableBelow(await read('docs/alarms.md'), 'What rings, and after how long')).toEqual(rows);
  });

  test('the ordinary nights of the page are those that are tested', async () => {
    const rows = [...NON_FAILURES, WITHOUT_NONE_MATCHED].map(({ night }) => [night]);
    expect(tableBelow(await read('docs/alarms.md'), 'What does not ring')).toEqual(rows);
  });
});
