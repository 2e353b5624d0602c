import type { Clock } from '../clock.ts';
import type { Instant } from '../instant.ts';
import { intentsOf, type RequestRules, type StopRequest, stampRequest, withAnyWindow } from '../message/request.ts';
import { parseRequestBody } from '../message/request-body.ts';
import type { Parsed } from '../message/schema.ts';
import type { Receipt, Receipts, Received } from '../power/ports/ledger.ts';
import type { Intents } from '../power/ports/queue.ts';
import type { Ending } from './ending.ts';
import type { SignedBody } from './verify.ts';

/** A webhook whose signature is valid and whose body is JSON. */
export interface Delivery extends Omit<SignedBody, 'text'> {
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

const refuse = (because: string): Ending => ({ kind: 'refused', status: 400, because });

/**
 * Takes a delivery: body, then request, then receipt, then one intent a server. What is refused leaves nothing behind. A repeat is the
 * request of the first attempt, whatever the time and the settings are by now: its intents and its answer are the same.
 */
export const accept = async (
  { webhookId, timestampAt, bodySha256, body }: Delivery,
  { receipts, intents, clock, rules }: AcceptPorts,
): Promise<Ending> => {
  const parsed = parseRequestBody(body);
  if (parsed.kind === 'problem') return refuse(parsed.problem);
  const given = NOT_IN_A_WEBHOOK.find((name) => parsed.value[name] !== undefined);
  if (given !== undefined) return refuse(`${given}: not allowed in a webhook`);

  const now = clock.now();
  const stampAt = (arrivedAt: Instant, by: RequestRules) =>
    stampRequest(parsed.value, { source: 'webhook', requestId: webhookId, arrivedAt, now }, by);
  // A producer's clock may be ahead of ours: what is asked for later than now is asked for now.
  const fresh = stampAt(Math.min(timestampAt, now), rules);
  const received = await receiveOrFind(fresh, { webhookId, bodySha256 }, receipts);
  if (received.kind === 'unavailable') return received;
  if (received.kind === 'refused') return refuse(received.problem);
  if (received.kind === 'other') return { kind: 'conflict', requestId: webhookId };

  const { firstAt, notAfter, cloud } = received.receipt;
  // A receipt that does not say what it came to is older than this rule, and may be one of a call that was refused.
  const first = stampAt(firstAt, notAfter === undefined ? rules : withAnyWindow(rules));
  if (first.kind === 'problem') return refuse(first.problem);
  const request = { ...first.value, notAfter: notAfter ?? first.value.notAfter, cloud: cloud ?? first.value.cloud };
  const sent = await intents.send(intentsOf(request));
  const isNew = received.kind === 'new';
  if (sent.kind === 'unavailable') return isNew ? { ...sent, request } : sent;
  return { kind: 'accepted', request, repeated: !isNew };
};

// A repeat may be beyond what would be taken now, so a receipt is looked for before anything is refused.
const receiveOrFind = async (
  fresh: Parsed<StopRequest>,
  { webhookId, bodySha256 }: Pick<Receipt, 'webhookId' | 'bodySha256'>,
  receipts: Receipts,
): Promise<Received | { readonly kind: 'refused'; readonly problem: string }> => {
  if (fresh.kind === 'parsed') {
    const { requestedAt: firstAt, notAfter, cloud } = fresh.value;
    return receipts.receive({ webhookId, bodySha256, firstAt, notAfter, cloud });
  }
  const found = await receipts.find(webhookId);
  if (found.kind === 'unavailable') return found;
  const { receipt } = found;
  if (receipt === undefined) return { kind: 'refused', problem: fresh.problem };
  return { kind: receipt.bodySha256 === bodySha256 ? 'same' : 'other', receipt };
};
