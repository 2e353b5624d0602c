import type { Clock } from '../clock.ts';
import type { Instant } from '../instant.ts';
import { BODY_MAX_BYTES } from '../message/json.ts';
import { intentsOf, type RequestRules, type StopRequest, stampRequest, withAnyWindow } from '../message/request.ts';
import { parseRequestBody, type RequestBody } from '../message/request-body.ts';
import type { Parsed } from '../message/schema.ts';
import { idsDigest } from '../message/select-body.ts';
import { stampedBody } from '../message/stamped-body.ts';
import type { Receipt, Receipts, Received } from '../power/ports/ledger.ts';
import type { Intents, Requests, RollCalls, Sent } from '../power/ports/queue.ts';
import { idsPart } from '../power/roll.ts';
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
  readonly requests: Requests;
  readonly rollCalls: RollCalls;
  readonly clock: Clock;
  readonly rules: RequestRules;
  /** `STOP_AT_MOST_PER_REQUEST`. */
  readonly atMostPerRequest: number;
}

// Given by the delivery itself: the id and the timestamp are signed headers.
const NOT_IN_A_WEBHOOK = ['requestId', 'requestedAt', 'schedule'] as const;

/** Reads the body of a webhook: a stop request without the fields that the delivery itself gives. */
export const parseWebhookBody = (body: unknown): Parsed<RequestBody> => {
  const parsed = parseRequestBody(body);
  if (parsed.kind === 'problem') return parsed;
  const given = NOT_IN_A_WEBHOOK.find((name) => parsed.value[name] !== undefined);
  return given === undefined ? parsed : { kind: 'problem', problem: `${given}: not allowed in a webhook` };
};

const refuse = (because: string): Ending => ({ kind: 'refused', status: 400, because });

/**
 * Takes a delivery: body, then request, then receipt, then one intent a server, or the request itself when it selects. What is refused leaves nothing behind. A repeat is the
 * request of the first attempt, whatever the time and the settings are by now: its intents and its answer are the same.
 */
export const accept = async (
  { webhookId, timestampAt, bodySha256, body }: Delivery,
  ports: AcceptPorts,
): Promise<Ending> => {
  const { receipts, clock, rules } = ports;
  const parsed = parseWebhookBody(body);
  if (parsed.kind === 'problem') return refuse(parsed.problem);

  const now = clock.now();
  const stampAt = (arrivedAt: Instant, by: RequestRules) =>
    stampRequest(parsed.value, { source: 'webhook', requestId: webhookId, arrivedAt, now }, by);
  // A producer's clock may be ahead of ours: what is asked for later than now is asked for now.
  const fresh = withinLimits(stampAt(Math.min(timestampAt, now), rules), ports.atMostPerRequest);
  const received = await receiveOrFind(fresh, { webhookId, bodySha256 }, receipts);
  if (received.kind === 'unavailable') return received;
  if (received.kind === 'refused') return refuse(received.problem);
  if (received.kind === 'other') return { kind: 'conflict', requestId: webhookId };

  const { firstAt, notAfter, cloud } = received.receipt;
  // A receipt that does not say what it came to is older than this rule, and may be one of a call that was refused.
  const first = stampAt(firstAt, notAfter === undefined ? rules : withAnyWindow(rules));
  if (first.kind === 'problem') return refuse(first.problem);
  const request = { ...first.value, notAfter: notAfter ?? first.value.notAfter, cloud: cloud ?? first.value.cloud };
  const sent = await (request.select === undefined ? split(request, ports) : ports.requests.send(stampedBody(request)));
  const isNew = received.kind === 'new';
  if (sent.kind === 'unavailable') return isNew ? { ...sent, request } : sent;
  return { kind: 'accepted', request, repeated: !isNew };
};

const withinLimits = (stamped: Parsed<StopRequest>, atMostPerRequest: number): Parsed<StopRequest> => {
  if (stamped.kind === 'problem') return stamped;
  const { serverIds, select } = stamped.value;
  if (serverIds.length > atMostPerRequest) {
    const problem = `serverIds: ${serverIds.length} servers, more than the ${atMostPerRequest} that one request may stop`;
    return { kind: 'problem', problem };
  }
  // The stamps make it longer than the body that was taken.
  return select !== undefined && Buffer.byteLength(stampedBody(stamped.value)) > BODY_MAX_BYTES
    ? { kind: 'problem', problem: `select: the request is longer than ${BODY_MAX_BYTES} bytes with its stamps` }
    : stamped;
};

// The roll call carries the list: the webhook has no right to write a roll.
const split = async (request: StopRequest, { intents, rollCalls }: AcceptPorts): Promise<Sent> => {
  const sent = await intents.send(intentsOf(request));
  if (sent.kind === 'unavailable') return sent;
  const { source, requestId, cloud, dryRun, requestedAt, notAfter, serverIds } = request;
  const part = idsPart(idsDigest(serverIds));
  return await rollCalls.send({ source, requestId, cloud, dryRun, part, requestedAt, notAfter, serverIds });
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
