import { expect, test } from 'vitest';
import type { StopRequest } from '../../../lib/message/request.ts';
import type { Ending } from '../../../lib/webhook/ending.ts';
import { reportEnding, type WebhookTelemetry } from '../../../lib/webhook/ending.ts';
import { NOON, serverNo } from '../../builders.ts';

const request: StopRequest = {
  source: 'webhook',
  requestId: 'msg_1',
  serverIds: [serverNo(1), serverNo(2)],
  cloud: 'otc',
  requestedAt: NOON,
  notAfter: NOON + 1,
  dryRun: false,
};
const thrown = new Error('a bug');

test.each<[Ending, string, object]>([
  [{ kind: 'accepted', request, repeated: false }, 'requested', { requestId: 'msg_1', servers: 2 }],
  [{ kind: 'refused', status: 401, because: 'too old' }, 'refused', { status: 401, because: 'too old' }],
  [
    { kind: 'conflict', requestId: 'msg_1' },
    'conflict',
    { requestId: 'msg_1', serverId: null, because: 'webhook-id already used with a different body' },
  ],
  [{ kind: 'unavailable', because: 'no keys' }, 'alert', { what: 'webhook', because: 'no keys' }],
  [{ kind: 'unavailable', because: 'apart', trouble: 'clock' }, 'alert', { what: 'clock', because: 'apart' }],
  [{ kind: 'bug', thrown }, 'alert', { what: 'bug', because: 'a webhook could not be handled', cause: thrown }],
])('a webhook tells %j, then lets the metrics go', (ending, name, line) => {
  const told: [string, unknown][] = [];
  const note = (called: string) => (value?: unknown) => {
    told.push([called, value]);
  };
  const telemetry: WebhookTelemetry = {
    requested: note('requested'),
    refused: note('refused'),
    conflict: note('conflict'),
    alert: note('alert'),
    flush: note('flush'),
  };
  reportEnding(telemetry)(ending);
  expect(told).toMatchObject([
    [name, line],
    ['flush', undefined],
  ]);
});

test('a webhook counts a call once: when it is new, also if the queue did not take all of it, and not when it comes again', () => {
  const told: string[] = [];
  const telemetry: WebhookTelemetry = {
    requested: ({ servers }) => told.push(`requested ${servers}`),
    refused: () => {},
    conflict: () => {},
    alert: () => told.push('alert'),
    flush: () => {},
  };
  const report = reportEnding(telemetry);
  report({ kind: 'unavailable', because: 'throttled', request });
  report({ kind: 'unavailable', because: 'throttled' });
  report({ kind: 'accepted', request, repeated: true });
  expect(told).toEqual(['requested 2', 'alert', 'alert']);
});

test('a webhook changes nothing when its lines cannot be written', () => {
  const closed = (): never => {
    throw new Error('closed');
  };
  const told: string[] = [];
  const telemetry = {
    requested: closed,
    refused: closed,
    conflict: closed,
    alert: closed,
    flush: () => told.push('flush'),
  };
  reportEnding(telemetry)({ kind: 'accepted', request, repeated: false });
  expect(told).toEqual(['flush']);
});
