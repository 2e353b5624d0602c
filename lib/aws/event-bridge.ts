import type {
  EventBridgeClient,
  EventBridgeClientConfig,
  PutEventsRequestEntry,
  PutEventsResultEntry,
} from '@aws-sdk/client-eventbridge';
import type { Sent } from '../power/ports/queue.ts';
import type { Events, OutgoingEvent } from '../power/ports/reports.ts';
import { AWS_TIMEOUTS, awsErrorText } from './sdk.ts';

/** The `source` of every event of ours: what a rule asks for. */
export const EVENT_SOURCE = 'lights-out';

// PutEvents takes ten entries a call.
const ENTRIES_A_CALL = 10;

/**
 * An event bus by its name or ARN, through the SDK, which is loaded with the first event. One attempt: whoever sends decides
 * whether to try again.
 */
export const eventBridge = (
  bus: string,
  given: Pick<EventBridgeClientConfig, 'region' | 'credentials' | 'endpoint'> = {},
): Events => {
  let client: EventBridgeClient | undefined;
  const entryOf = ({ type, at, detail }: OutgoingEvent): PutEventsRequestEntry => ({
    EventBusName: bus,
    Source: EVENT_SOURCE,
    DetailType: type,
    Time: new Date(at),
    Detail: JSON.stringify(detail),
  });
  const putTen = async (events: readonly OutgoingEvent[]): Promise<readonly PutEventsResultEntry[]> => {
    const sdk = await import('@aws-sdk/client-eventbridge');
    client ??= new sdk.EventBridgeClient({ ...given, maxAttempts: 1, requestHandler: AWS_TIMEOUTS });
    const reply = await client.send(new sdk.PutEventsCommand({ Entries: events.map(entryOf) }));
    if ((reply.FailedEntryCount ?? 0) === 0) return [];
    return (reply.Entries ?? []).filter(({ EventId }) => EventId === undefined);
  };
  return {
    put: async (events): Promise<Sent> => {
      const tens = Array.from({ length: Math.ceil(events.length / ENTRIES_A_CALL) }, (_, n) =>
        events.slice(n * ENTRIES_A_CALL, (n + 1) * ENTRIES_A_CALL),
      );
      try {
        const failed = (await Promise.all(tens.map(putTen))).flat();
        if (failed.length === 0) return { kind: 'sent' };
        const because = `EventBridge did not accept ${failed.length} of ${events.length}: ${failed[0]?.ErrorCode ?? 'unknown'}`;
        return { kind: 'unavailable', because };
      } catch (error) {
        return { kind: 'unavailable', because: `EventBridge PutEvents: ${awsErrorText(error)}` };
      }
    },
  };
};
