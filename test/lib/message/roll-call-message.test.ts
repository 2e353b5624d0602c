import { describe, expect, test } from 'vitest';
import { parseMessage } from '../../../lib/message/message.ts';
import { rollCallBody } from '../../../lib/message/roll-call-message.ts';
import type { RollCall } from '../../../lib/power/roll.ts';
import { aContext, HOUR, NOON, serverNo } from '../../builders.ts';

const context = aContext({ now: NOON });
const parse = (body: string) => parseMessage(body, context);

const CALL: RollCall = {
  source: 'schedule',
  requestId: 'evening',
  cloud: 'otc',
  dryRun: false,
  part: 'select',
  requestedAt: NOON,
  notAfter: NOON + HOUR,
};
const WRITTEN = {
  version: 1,
  ...CALL,
  requestedAt: '2026-11-23T12:00:00.000Z',
  notAfter: '2026-11-23T13:00:00.000Z',
};

describe('a roll call', () => {
  test('a roll call is written with its version and its instants as text', () => {
    expect(JSON.parse(rollCallBody(CALL))).toEqual({ rollCall: WRITTEN });
  });

  test('a roll call is read as it was written, with and without its servers', () => {
    const listed = { ...CALL, part: `ids-${'a'.repeat(64)}`, serverIds: [serverNo(1), serverNo(2)] };
    expect(parse(rollCallBody(CALL))).toEqual({ kind: 'roll-call', call: CALL });
    expect(parse(rollCallBody(listed))).toEqual({ kind: 'roll-call', call: listed });
  });

  test('a roll call of a thousand servers is read', () => {
    const serverIds = Array.from({ length: 1000 }, (_, n) => serverNo(n));
    expect(parse(rollCallBody({ ...CALL, part: 'ids-ab', serverIds }))).toMatchObject({ call: { serverIds } });
  });

  test.each([
    [{ ...WRITTEN, extra: 1 }, 'rollCall.extra: unknown field'],
    [{ ...WRITTEN, source: 'email' }, 'rollCall.source: not a source'],
    [{ ...WRITTEN, requestId: '' }, 'rollCall.requestId: must be 1 to 256 printable ASCII characters'],
    [{ ...WRITTEN, cloud: undefined }, 'rollCall.cloud: required'],
    [{ ...WRITTEN, dryRun: 'no' }, 'rollCall.dryRun: must be true or false'],
    [{ ...WRITTEN, part: 'all' }, 'rollCall.part: not a part of a request'],
    [{ ...WRITTEN, version: 0 }, 'rollCall.version: must be 1 or 2'],
    [{ ...WRITTEN, version: '2' }, 'rollCall.version: must be 1 or 2'],
    [{ ...WRITTEN, serverIds: [] }, 'rollCall.serverIds: no server IDs given'],
    [{ ...WRITTEN, serverIds: ['x'] }, 'rollCall.serverIds[0]: not a UUID'],
    [{ ...WRITTEN, notAfter: WRITTEN.requestedAt }, 'rollCall.notAfter: not after requestedAt'],
    [{ ...WRITTEN, notAfter: '2026-11-30T12:00:00.001Z' }, 'rollCall.notAfter: more than PT168H after requestedAt'],
    [{ ...WRITTEN, requestedAt: '2026-11-23T12:01:00.001Z' }, 'rollCall.requestedAt: more than PT1M in the future'],
    [[], 'rollCall: must be an object'],
  ])('a roll call is malformed: %j', (rollCall, problem) => {
    const original = JSON.stringify({ rollCall });
    expect(parse(original)).toEqual({ kind: 'malformed', problem, original, arrivedAt: NOON });
  });

  test('a roll call is alone in its message', () => {
    expect(parse(JSON.stringify({ rollCall: WRITTEN, reason: 'x' }))).toMatchObject({
      kind: 'malformed',
      problem: 'reason: unknown field',
    });
  });

  test('a roll call of a newer version is handed back, whatever else it holds', () => {
    expect(parse(JSON.stringify({ rollCall: { version: 3, colour: 'red' } }))).toEqual({
      kind: 'newer',
      because: 'roll call version 3 is newer than 2',
    });
  });
});
