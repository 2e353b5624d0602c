import type { Clock } from '../clock.ts';
import type { Instant } from '../instant.ts';
import type { Receipts } from '../ledger/ledger.ts';
import { parseRequestBody } from '../message/request-body.ts';
import { intentsOf } from '../message/split.ts';
import { type RequestRules, stampRequest } from '../message/stamp-request.ts';
import type { Intents } from '../queue/queue.ts';
import type { Ending } from './ending.ts';

/** A webhook whose signature holds and whose body is JSON. */
export interface Delivery {
  readonly webhookId: string;
  readonly timestampAt: Instant;
  /** SHA-256 of the raw body, hex. */
  readonly bodySha256: string;
  readonly body: unknown;
}

/** Where deliveries go, and what they are judged by. */
export interface AcceptPorts {
  readonly receipts: Receipts;
  readonly intents: Intents;
  readonly clock: Clock;
  readonly rules: RequestRules;
}

// Given by the delivery itself: the id and the timestamp are signed headers.
const NOT_IN_A_WEBHOOK = ['requestId', 'requestedAt', 'schedule'] as const;

const refused = (because: string): Ending => ({ kind: 'refused', status: 400, because });

/**
 * Takes a delivery: body, then receipt, then one intent a server. A repeat is stamped with the first attempt's time, so its
 * intents are the same; `notAfter` is judged against that time, hence after the receipt.
 */
export const accept = async (
  { webhookId, timestampAt, bodySha256, body }: Delivery,
  { receipts, intents, clock, rules }: AcceptPorts,
): Promise<Ending> => {
  const parsed = parseRequestBody(body);
  if (parsed.kind === 'problem') return refused(parsed.problem);
  const given = NOT_IN_A_WEBHOOK.find((name) => parsed.value[name] !== undefined);
  if (given !== undefined) return refused(`${given}: not allowed in a webhook`);

  const now = clock.now();
  // A producer's clock may be ahead of ours: what is asked for later than now is asked for now.
  const received = await receipts.receive({ webhookId, bodySha256, firstAt: Math.min(timestampAt, now) });
  if (received.kind === 'unavailable') return received;
  if (received.kind === 'other') return { kind: 'conflict', requestId: webhookId };

  const arrival = { source: 'webhook', requestId: webhookId, arrivedAt: received.receipt.firstAt, now } as const;
  const request = stampRequest(parsed.value, arrival, rules);
  if (request.kind === 'problem') return refused(request.problem);
  const sent = await intents.send(intentsOf(request.value));
  if (sent.kind === 'unavailable') return sent;
  return { kind: 'accepted', request: request.value, repeated: received.kind === 'same' };
};
