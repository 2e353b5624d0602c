import { describe, expect, test } from 'vitest';
import type { Arrival } from '../../../lib/message/request.ts';
import { intentsOf, parseRequest, type StopRequest } from '../../../lib/message/request.ts';
import { ARN, MINUTE, NOON, serverNo, TIMING } from '../../builders.ts';

const ONE = serverNo(1);
const NOON_TEXT = '2026-11-23T12:00:00Z';

const read = (body: unknown, arrival: Partial<Arrival> = {}) =>
  parseRequest(
    body,
    { source: 'queue', requestId: 'message-1', arrivedAt: NOON, now: NOON + 2000, ...arrival },
    { timing: TIMING, defaultCloud: 'otc' },
  );

const problem = (body: unknown) => expect(read(body));
const isProblem = (text: string) => ({ kind: 'problem', problem: text });

const stamped = (body: unknown, arrival: Partial<Arrival> = {}): StopRequest => {
  const parsed = read(body, arrival);
  if (parsed.kind === 'problem') throw new Error(parsed.problem);
  return parsed.value;
};

describe('a stop request', () => {
  test('a stop request is stamped with what its caller left out', () => {
    expect(stamped({ serverIds: [ONE] })).toStrictEqual({
      source: 'queue',
      requestId: 'message-1',
      serverIds: [ONE],
      cloud: 'otc',
      requestedAt: NOON,
      notAfter: NOON + 60 * MINUTE,
      dryRun: false,
    });
  });

  test('a stop request keeps what its caller said', () => {
    const body = {
      serverIds: [ONE],
      requestId: 'night 1',
      requestedAt: '2026-11-23T11:50:00Z',
      notAfter: '2026-11-23T12:20:00+00:00',
      type: 'SOFT',
      cloud: 'größe-1',
      dryRun: true,
      reason: 'maintenance\nsee 4711',
    };
    expect(stamped(body)).toEqual({
      source: 'queue',
      requestId: 'night 1',
      serverIds: [ONE],
      cloud: 'größe-1',
      requestedAt: NOON - 10 * MINUTE,
      notAfter: NOON + 20 * MINUTE,
      type: 'SOFT',
      dryRun: true,
      reason: 'maintenance\nsee 4711',
    });
  });

  test('a stop request folds upper case and drops duplicates, in order', () => {
    const upper = 'ABCDEF00-0000-4000-8000-000000000001';
    const body = { serverIds: [upper, serverNo(2), upper.toLowerCase(), serverNo(2)] };
    expect(stamped(body).serverIds).toEqual(['abcdef00-0000-4000-8000-000000000001', serverNo(2)]);
  });

  test('a stop request takes a cloud of 256 bytes', () => {
    const cloud = 'é'.repeat(128);
    expect(stamped({ serverIds: [ONE], cloud }).cloud).toBe(cloud);
  });

  test('a stop request takes 1,000 servers', () => {
    const ids = Array.from({ length: 1000 }, (_, n) => serverNo(n));
    expect(stamped({ serverIds: ids }).serverIds).toHaveLength(1000);
    problem({ serverIds: [...ids, ONE] }).toEqual(isProblem('serverIds: names more than 1000 servers'));
  });

  test('a stop request is split into one intent a server, past its end too', () => {
    const body = { serverIds: [ONE, serverNo(2)], requestedAt: '2026-11-20T12:00:00Z', reason: 'r', type: 'HARD' };
    const common = {
      source: 'queue',
      requestId: 'message-1',
      cloud: 'otc',
      requestedAt: 1_795_176_000_000,
      notAfter: 1_795_179_600_000,
      dryRun: false,
      reason: 'r',
      type: 'HARD',
    };
    expect(intentsOf(stamped(body))).toEqual([
      { ...common, serverId: ONE },
      { ...common, serverId: serverNo(2) },
    ]);
  });
});

describe('a problem names its field', () => {
  const good = { serverIds: [ONE] };
  test.each([
    [null, 'must be an object'],
    ['text', 'must be an object'],
    [[], 'must be an object'],
    [{}, 'serverIds: required'],
    [{ serverIds: ONE }, 'serverIds: must be a list of UUIDs'],
    [{ serverIds: [] }, 'serverIds: no server IDs given'],
    [{ serverIds: [ONE, ONE, ONE, 'x'] }, 'serverIds[3]: not a UUID'],
    [{ serverIds: [7] }, 'serverIds[0]: must be text'],
    [{ serverIds: [`${ONE}\n`] }, 'serverIds[0]: not a UUID'],
    [{ serverIds: ['../../os-services/force-down'] }, 'serverIds[0]: not a UUID'],
    [{ ...good, servers: [] }, 'servers: unknown field'],
    [{ ...good, 'a b\n': 1 }, '"a b?": unknown field'],
    [{ ...good, requestId: '' }, 'requestId: must be 1 to 256 printable ASCII characters'],
    [{ ...good, requestId: 'x'.repeat(257) }, 'requestId: must be 1 to 256 printable ASCII characters'],
    [{ ...good, requestId: 'é' }, 'requestId: must be 1 to 256 printable ASCII characters'],
    [{ ...good, requestId: 'a\n' }, 'requestId: must be 1 to 256 printable ASCII characters'],
    [{ ...good, requestId: 7 }, 'requestId: must be text'],
    [{ ...good, requestedAt: '2026-11-23T12:00:00' }, 'requestedAt: not an RFC 3339 instant'],
    [{ ...good, notAfter: 'tomorrow' }, 'notAfter: not an RFC 3339 instant'],
    [{ ...good, window: 'P1M' }, 'window: not a duration, such as 30m, 2h, 1h30m or PT1H30M'],
    [{ ...good, window: 3600 }, 'window: must be text'],
    [{ ...good, type: 'soft' }, 'type: must be SOFT or HARD'],
    [{ ...good, cloud: '' }, 'cloud: must be one line of printable characters'],
    [{ ...good, cloud: 'a\tb' }, 'cloud: must be one line of printable characters'],
    [{ ...good, cloud: '\ud800' }, 'cloud: must be one line of printable characters'],
    [{ ...good, cloud: 'é'.repeat(129) }, 'cloud: longer than 256 bytes'],
    [{ ...good, cloud: 7 }, 'cloud: must be text'],
    [{ ...good, reason: 7 }, 'reason: must be text'],
    [{ ...good, '1a': 1 }, '"1a": unknown field'],
    [{ ...good, ['k'.repeat(65)]: 1 }, `"${'k'.repeat(64)}…": unknown field`],
    [{ ...good, [`-${'k'.repeat(63)}`]: 1 }, `"-${'k'.repeat(63)}": unknown field`],
    [{ ...good, dryRun: 'true' }, 'dryRun: must be true or false'],
    [{ ...good, reason: 'x'.repeat(257) }, 'reason: longer than 256 characters'],
    [{ ...good, schedule: ARN }, 'schedule: must be an object'],
    [{ ...good, schedule: { arn: ARN } }, 'schedule.scheduledTime: required'],
    [{ ...good, schedule: { scheduledTime: NOON_TEXT } }, 'schedule.arn: required'],
    [{ ...good, schedule: { arn: ARN, scheduledTime: NOON_TEXT, attempt: 1 } }, 'schedule.attempt: unknown field'],
    [
      { ...good, schedule: { arn: 'weekday-nights', scheduledTime: NOON_TEXT } },
      'schedule.arn: not the ARN of a schedule',
    ],
    [
      { ...good, schedule: { arn: ARN + 'x'.repeat(216), scheduledTime: NOON_TEXT } },
      'schedule.arn: not the ARN of a schedule',
    ],
    [{ ...good, schedule: { arn: `x${ARN}`, scheduledTime: NOON_TEXT } }, 'schedule.arn: not the ARN of a schedule'],
    [{ ...good, schedule: { arn: 7, scheduledTime: NOON_TEXT } }, 'schedule.arn: must be text'],
    [{ ...good, schedule: { arn: ARN, scheduledTime: 7 } }, 'schedule.scheduledTime: must be text'],
    [{ ...good, schedule: { arn: ARN, scheduledTime: 'noon' } }, 'schedule.scheduledTime: not an RFC 3339 instant'],
    [
      { ...good, schedule: { arn: ARN, scheduledTime: '<aws.scheduler.scheduled-time>' } },
      'schedule.scheduledTime: a keyword `<aws.…>` was not replaced',
    ],
    [
      { ...good, schedule: { arn: '<aws.scheduler.schedule-arn>', scheduledTime: NOON_TEXT } },
      'schedule.arn: a keyword `<aws.…>` was not replaced',
    ],
  ])('%# %j', (body, expected) => problem(body).toEqual(isProblem(expected)));

  test.each([
    [{ notAfter: '2026-11-23T13:00:00Z', window: 'PT1H' }, 'window: not together with notAfter'],
    [{ requestId: 'a', schedule: { arn: ARN, scheduledTime: NOON_TEXT } }, 'requestId: not together with schedule'],
    [
      { requestedAt: NOON_TEXT, schedule: { arn: ARN, scheduledTime: NOON_TEXT } },
      'requestedAt: not together with schedule',
    ],
  ])('%j', (fields, expected) => problem({ ...good, ...fields }).toEqual(isProblem(expected)));
});

describe('the instants of a request', () => {
  const one = (fields: object) => ({ serverIds: [ONE], ...fields });

  test('a request more than 60 s in the future is malformed', () => {
    problem(one({ requestedAt: '2026-11-23T12:01:02Z' })).toHaveProperty('kind', 'parsed');
    problem(one({ requestedAt: '2026-11-23T12:01:02.001Z' })).toEqual(
      isProblem('requestedAt: more than PT1M in the future'),
    );
    problem(one({ schedule: { arn: ARN, scheduledTime: '2026-11-23T12:01:03Z' } })).toEqual(
      isProblem('schedule.scheduledTime: more than PT1M in the future'),
    );
  });

  test('a request later than its arrival is taken as the arrival', () => {
    const { requestedAt, notAfter } = stamped(one({ requestedAt: '2026-11-23T12:00:50Z', window: 'PT10M' }));
    expect({ requestedAt, notAfter }).toEqual({ requestedAt: NOON, notAfter: NOON + 10 * MINUTE });
  });

  test('a window counts from requestedAt', () => {
    const { notAfter } = stamped(one({ requestedAt: '2026-11-23T11:00:00Z', window: 'PT2H' }));
    expect(notAfter).toBe(NOON + 60 * MINUTE);
  });

  test.each([
    [{ window: 'PT6M' }, undefined],
    [{ window: 'PT5M59S' }, 'window: less than PT6M after requestedAt'],
    [{ window: 'PT0S' }, 'window: less than PT6M after requestedAt'],
    [{ window: 'PT24H' }, undefined],
    [{ window: 'PT24H1S' }, 'window: more than PT24H after requestedAt'],
    [{ notAfter: '2026-11-23T12:06:00Z' }, undefined],
    [{ notAfter: '2026-11-23T12:05:59.999Z' }, 'notAfter: less than PT6M after requestedAt'],
    [{ notAfter: '2026-11-24T12:00:00Z' }, undefined],
    [{ notAfter: '2026-11-24T12:00:00.001Z' }, 'notAfter: more than PT24H after requestedAt'],
    [{ notAfter: '2026-11-23T12:00:00Z' }, 'notAfter: not after requestedAt'],
    [{ notAfter: '2026-11-23T11:00:00Z' }, 'notAfter: not after requestedAt'],
    [
      { notAfter: '2026-11-23T12:30:00Z', requestedAt: '2026-11-22T12:00:00Z' },
      'notAfter: more than PT24H after requestedAt',
    ],
  ])('%j', (fields, expected) => {
    const parsed = read(one(fields));
    expect(parsed.kind === 'problem' ? parsed.problem : undefined).toBe(expected);
  });
});

describe('a schedule', () => {
  test('a schedule is identified by its ARN and its scheduled time, however that is written', () => {
    const at = (scheduledTime: string) => stamped({ serverIds: [ONE], schedule: { arn: ARN, scheduledTime } });
    expect(at('2026-11-23T11:59:43Z')).toMatchObject({
      source: 'schedule',
      requestId:
        'arn:aws:scheduler:eu-central-1:123456789012:schedule/lights-out/weekday-nights@2026-11-23T11:59:43.000Z',
      requestedAt: NOON - 17_000,
      notAfter: NOON - 17_000 + 60 * MINUTE,
    });
    expect(at('2026-11-23T12:59:43+01:00').requestId).toBe(at('2026-11-23T11:59:43Z').requestId);
  });

  test('a schedule fits into a request id with the longest names', () => {
    const arn = `arn:aws-iso-b:scheduler:ap-southeast-1:123456789012:schedule/${'g'.repeat(64)}/${'n'.repeat(64)}`;
    const { requestId } = stamped({ serverIds: [ONE], schedule: { arn, scheduledTime: '2026-11-23T11:59:43Z' } });
    expect(requestId.length).toBeLessThanOrEqual(256);
  });
});
