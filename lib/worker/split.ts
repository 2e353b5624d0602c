import { UNREAD_DEAD_LETTER_START } from '../message/dead-letter-message.ts';
import { intentsOf, type StopRequest, stampedBody } from '../message/request.ts';
import type { QueueMessage } from './batch.ts';
import type { WorkerPorts } from './work.ts';

// Never as often as SQS allows: its own redrive renews the id and the time by which an unstamped request is known.
const MOST_SPLITS = 20;

/** Splits a request into one message for each server. True: its own message is done, split or buried. */
export const split = async (request: StopRequest, message: QueueMessage, ports: WorkerPorts): Promise<boolean> => {
  const { intents, deadLetters, telemetry, clock, maxReceives } = ports;
  const intended = intentsOf(request);
  // Reported, and so counted, on its first delivery: whether an earlier delivery was split is unknown. A dead letter
  // brings back a request that was counted then.
  if (message.receiveCount === 1 && !message.body.startsWith(UNREAD_DEAD_LETTER_START))
    telemetry.requested({ ...request, servers: intended.length });
  const sent = await intents.send(intended);
  if (sent.kind === 'sent') return true;
  telemetry.alert({ what: 'queue', because: `request ${request.requestId} could not be split: ${sent.because}` });
  if (message.receiveCount <= MOST_SPLITS && message.receiveCount < maxReceives) return false;
  const buried = await deadLetters.send({
    original: stampedBody(request),
    failure: {
      reason: 'expired',
      because: `deliveries used up: the request could not be split: ${sent.because}`,
      attempts: message.receiveCount,
      firstAttemptAt: message.sentAt,
      failedAt: clock.now(),
    },
  });
  return buried.kind === 'sent';
};
