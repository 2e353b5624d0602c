import { createRequire } from 'node:module';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { stringify } from 'yaml';
import { readSchedules } from '../../deploy/read-schedules.ts';
import { scheduleResources } from '../../deploy/schedule-resources.ts';
import { parseRequestBody } from '../../lib/message/request-body.ts';
import { scheduleInput } from '../../local/stack/schedules.ts';

// The framework's own reader of variables: null for a text in which it finds nothing, not even an escape.
const variablesIn: (text: string) => unknown = createRequire(import.meta.url)(
  'serverless/lib/configuration/variables/parse.js',
);

const schedule = {
  name: 'nights',
  cron: '0 20 ? * MON-FRI *',
  timezone: 'Europe/Berlin',
  serverIds: ['5f0c1a3e-8d3b-4c52-9b1f-2f6f0f8f6a01'],
};
const LIMITS = { minMs: 360_000, maxMs: 86_400_000 };
const ATTEMPT = {
  scheduleArn: 'arn:aws:scheduler:eu-central-1:123456789012:schedule/lights-out-prod/nights',
  scheduledAt: Date.UTC(2026, 0, 10, 20),
  executionId: 'x',
  attempt: 1,
};

/** The input of the schedule with these texts, or undefined when they are refused. */
const inputWith = (texts: { readonly reason: string; readonly cloud: string }): string | undefined => {
  const read = readSchedules('schedules.yml', stringify({ schedules: [{ ...schedule, ...texts }] }), LIMITS);
  if (read.kind === 'problems') return undefined;
  const written = JSON.parse(JSON.stringify(scheduleResources(read.schedules, 'key', 'lights-out-prod')));
  return written.Schedulenights.Properties.Target.Input;
};

// Pieces of every language on the way, whole and broken, between any other text.
const piece = fc.constantFrom(
  ...[
    '$',
    '{',
    '}',
    '\\',
    '"',
    "'",
    '$' + '{env:HOME}',
    '$' + '{',
    '{{resolve:ssm:a}}',
    '{{',
    '<aws.scheduler.attempt-number>',
  ],
  ...['<aws', '.', '<', ' ', '#{AWS::Region}', '@{x}', '", "serverIds": [], "', '&', '*', '!Sub', '%', 'é', '\u2028'],
);
const text = fc
  .array(fc.oneof(piece, fc.string({ unit: 'grapheme', maxLength: 3 })), { maxLength: 8 })
  .map((parts) => parts.join(''));

test('every accepted text of a schedule arrives at the worker as written, and nothing on the way interprets it', () => {
  let accepted = 0;
  fc.assert(
    fc.property(text, text, (reason, cloud) => {
      const input = inputWith({ reason, cloud });
      if (input === undefined) return;
      accepted += 1;
      expect(variablesIn(input)).toBeNull();
      expect(input).not.toContain('{{');
      expect(parseRequestBody(JSON.parse(scheduleInput(input, ATTEMPT)))).toMatchObject({
        kind: 'parsed',
        value: { reason, cloud, serverIds: schedule.serverIds },
      });
    }),
    { numRuns: 400 },
  );
  expect(accepted).toBeGreaterThan(40);
});

test('every accepted text of a selector and of an exception arrives at the worker as written', () => {
  let accepted = 0;
  fc.assert(
    fc.property(text, text, (name, why) => {
      const { serverIds: _, ...rest } = schedule;
      const chosen = { ...rest, select: { name, metadata: { rack: [name] } }, notOn: [{ days: '2026-12-24', why }] };
      const read = readSchedules('schedules.yml', stringify({ schedules: [chosen] }), LIMITS);
      if (read.kind === 'problems') return;
      accepted += 1;
      const spans = [{ from: ATTEMPT.scheduledAt, to: ATTEMPT.scheduledAt + 1000, why }];
      const schedules = read.schedules.map((one) => ({ ...one, calendar: { spans } }));
      const written = JSON.parse(JSON.stringify(scheduleResources(schedules, 'key', 'lights-out-prod')));
      const input = written.Schedulenights.Properties.Target.Input;
      expect(variablesIn(input)).toBeNull();
      expect(input).not.toContain('{{');
      expect(parseRequestBody(JSON.parse(scheduleInput(input, ATTEMPT)))).toMatchObject({
        kind: 'parsed',
        value: { select: { name: [name], metadata: { rack: [name] } }, notOn: spans },
      });
    }),
    { numRuns: 400 },
  );
  expect(accepted).toBeGreaterThan(40);
});

test.each(['$5 {a} $', '100 %', 'a "quoted" \\ reason', '<aws> and <b>', '#{AWS::Region}'])(
  'a schedule accepts the text %j, which nothing interprets',
  (reason) => expect(inputWith({ reason, cloud: 'otc' })).toBeDefined(),
);
