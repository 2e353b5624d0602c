import { EventBridgeClient, EventBridgeServiceException, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, expect, test } from 'vitest';
import { eventBridge } from '../../../lib/aws/event-bridge.ts';
import type { OutgoingEvent } from '../../../lib/power/ports/reports.ts';
import { NOON } from '../../builders.ts';

const aws = mockClient(EventBridgeClient);
beforeEach(() => aws.reset());

const events = eventBridge('operations', { region: 'eu-central-1' });
const aStop = (n = 1): OutgoingEvent => ({ type: 'Server Stopped', at: NOON, detail: { id: `e${n}`, cloud: 'otc' } });

test('an event leaves with its bus, source, type and time', async () => {
  aws.on(PutEventsCommand).resolves({ FailedEntryCount: 0, Entries: [{ EventId: '1' }] });
  expect(await events.put([aStop()])).toEqual({ kind: 'sent' });
  expect(aws.commandCalls(PutEventsCommand)[0]?.args[0].input).toEqual({
    Entries: [
      {
        EventBusName: 'operations',
        Source: 'lights-out',
        DetailType: 'Server Stopped',
        Time: new Date(NOON),
        Detail: '{"id":"e1","cloud":"otc"}',
      },
    ],
  });
});

test('events leave ten a call', async () => {
  aws.on(PutEventsCommand).resolves({ FailedEntryCount: 0 });
  expect(await events.put(Array.from({ length: 25 }, (_, n) => aStop(n)))).toEqual({ kind: 'sent' });
  const sizes = aws.commandCalls(PutEventsCommand).map(({ args }) => args[0].input.Entries?.length);
  expect(sizes).toEqual([10, 10, 5]);
});

test('an event that EventBridge does not accept in a good answer is unavailable', async () => {
  aws.on(PutEventsCommand).resolves({
    FailedEntryCount: 1,
    Entries: [{ EventId: '1' }, { ErrorCode: 'ThrottlingException', ErrorMessage: 'canary' }],
  });
  expect(await events.put([aStop(1), aStop(2)])).toEqual({
    kind: 'unavailable',
    because: 'EventBridge did not accept 1 of 2: ThrottlingException',
  });
});

test('a call that is refused is unavailable, and keeps its details to itself', async () => {
  aws.on(PutEventsCommand).rejects(
    new EventBridgeServiceException({
      name: 'AccessDeniedException',
      $fault: 'client',
      message: 'canary',
      $metadata: { httpStatusCode: 400 },
    }),
  );
  expect(await events.put([aStop()])).toEqual({
    kind: 'unavailable',
    because: 'EventBridge PutEvents: AccessDeniedException (HTTP 400)',
  });
});
