import { expect, test } from 'vitest';
import { parseRequestBody } from '../../../lib/message/request-body.ts';

const ONE = '3d62e342-9633-483b-b435-9f4fd576304a';
const OPTIONAL = [
  'atMost',
  'notOn',
  'calendarEnds',
  'requestId',
  'requestedAt',
  'notAfter',
  'window',
  'type',
  'cloud',
  'dryRun',
  'reason',
  'schedule',
];

test.each(OPTIONAL)('%s with null counts as left out', (field) => {
  expect(parseRequestBody({ serverIds: [ONE], [field]: null })).toEqual({
    kind: 'parsed',
    value: { serverIds: [ONE] },
  });
});

test('all of them with null are left out, and clash with nothing', () => {
  const nulls = Object.fromEntries(OPTIONAL.map((field) => [field, null]));
  expect(parseRequestBody({ serverIds: [ONE], ...nulls, window: 'PT2H' })).toMatchObject({ kind: 'parsed' });
});

test('of the two ways to name servers the one with null is left out', () => {
  expect(parseRequestBody({ serverIds: [ONE], select: null })).toEqual({ kind: 'parsed', value: { serverIds: [ONE] } });
  expect(parseRequestBody({ serverIds: null, select: { name: 'ci-*' } })).toEqual({
    kind: 'parsed',
    value: { select: { name: ['ci-*'] } },
  });
});

test.each([
  [{ serverIds: null, select: null }, 'select: not together with serverIds'],
  [{ select: { tags: null, name: '*' } }, 'select.tags: must be text or a list of texts'],
  [{ serverIds: null }, 'serverIds: must be a list of UUIDs'],
  [{ serverIds: [null] }, 'serverIds[0]: '],
  [{ serverIds: [ONE], force: null }, 'force: unknown field'],
  [{ serverIds: [ONE], schedule: { arn: null, scheduledTime: null } }, 'schedule.arn: must be text'],
])('null is no value where one is required, and no excuse for an unknown field: %j', (body, problem) => {
  expect(parseRequestBody(body)).toEqual({ kind: 'problem', problem: expect.stringContaining(problem) });
});

test.each(['__proto__', 'prototype', 'constructor'])(
  'the metadata key %s, which the parser would leave out in silence, makes a selector malformed',
  (key) => {
    const metadata = JSON.parse(`{"rack":"r1","${key}":"x"}`);
    for (const select of [{ metadata }, { name: '*', except: { metadata } }])
      expect(parseRequestBody({ select })).toEqual({
        kind: 'problem',
        problem: expect.stringMatching(new RegExp(`${key}"?: no selector can name this key$`)),
      });
  },
);
