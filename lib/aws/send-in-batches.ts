import type { Clock } from '../clock.ts';
import type { Sent } from '../power/ports/queue.ts';
import { awsErrorText } from './sdk.ts';

/** What SQS says of a batch: entries that are in neither list were not answered for. */
export interface BatchReply {
  readonly taken: readonly string[];
  /** `ours`: SQS blames the entry itself, so sending it again is of no use. */
  readonly failed: readonly { readonly id: string; readonly code: string; readonly ours: boolean }[];
}

/** Takes one batch to SQS. */
export type SendBatch<Entry> = (entries: readonly Entry[]) => Promise<BatchReply>;

/** An entry of a batch; its `Id` is unique within the batch. */
export interface Identified {
  readonly Id: string;
}

/** What waits between two attempts. */
export type Pause = Pick<Clock, 'sleep' | 'random'>;

// SQS takes ten entries a batch.
const BATCH_SIZE = 10;
// 1,000 intents are 100 batches: one after the other they would not fit into a webhook's ten seconds.
const BATCHES_AT_ONCE = 5;
const ATTEMPTS = 3;
const BASE_MS = 100;

const SENT: Sent = { kind: 'sent' };

const chunks = <T>(items: readonly T[], size: number): T[][] => {
  const cut: T[][] = [];
  for (let left = items; left.length > 0; left = left.slice(size)) cut.push(left.slice(0, size));
  return cut;
};

interface Attempt<Entry> {
  /** Not taken, and worth another attempt. */
  readonly left: readonly Entry[];
  /** How many SQS will never take. */
  readonly refused: number;
  readonly because: string;
}

const attempt = async <Entry extends Identified>(
  entries: readonly Entry[],
  send: SendBatch<Entry>,
): Promise<Attempt<Entry>> => {
  try {
    const { taken, failed } = await send(entries);
    const refused = new Set(failed.filter(({ ours }) => ours).map(({ id }) => id));
    const left = entries.filter(({ Id }) => !taken.includes(Id) && !refused.has(Id));
    return { left, refused: refused.size, because: failed[0]?.code ?? 'no answer' };
  } catch (thrown) {
    return { left: entries, refused: 0, because: awsErrorText(thrown) };
  }
};

const sendBatch = async <Entry extends Identified>(
  entries: readonly Entry[],
  send: SendBatch<Entry>,
  pause: Pause,
): Promise<Sent> => {
  let left = entries;
  let refused = 0;
  let because = '';
  for (let n = 1; n <= ATTEMPTS && left.length > 0; n += 1) {
    if (n > 1) await pause.sleep(Math.floor(pause.random() * BASE_MS * 2 ** (n - 1)));
    const result = await attempt(left, send);
    left = result.left;
    refused += result.refused;
    if (left.length > 0 || result.refused > 0) because = result.because;
  }
  const lost = left.length + refused;
  if (lost === 0) return SENT;
  return { kind: 'unavailable', because: `SQS did not accept ${lost} of ${entries.length}: ${because}` };
};

/**
 * Sends entries ten to a batch; only what SQS confirms counts as taken. What it does not take is sent again, three times at
 * most and after a random pause; the first batch that does not get through ends the rest.
 */
export const sendInBatches = async <Entry extends Identified>(
  entries: readonly Entry[],
  send: SendBatch<Entry>,
  pause: Pause,
): Promise<Sent> => {
  for (const wave of chunks(chunks(entries, BATCH_SIZE), BATCHES_AT_ONCE)) {
    const results = await Promise.all(wave.map((batch) => sendBatch(batch, send, pause)));
    const lost = results.find(({ kind }) => kind === 'unavailable');
    if (lost !== undefined) return lost;
  }
  return SENT;
};
