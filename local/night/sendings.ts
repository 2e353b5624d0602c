import { parseDurationMs } from '../../lib/instant.ts';
import type { Stack } from '../stack/stack.ts';
import { fireSchedules, postCall, queueMessage, signCall } from './callers.ts';
import type { Role } from './cast.ts';
import { ANNEX } from './clouds-file.ts';
import type { Say } from './night.ts';
import { HOLIDAY, holidayMessage, NIGHT_SELECTION, NIGHT_TAG, SPARE_TAG, TOO_LARGE } from './select-messages.ts';
import { idsFor, type Moments } from './server-requests.ts';

// The shortest window is the queue's visibility timeout; this request is nearly that old already.
const LATE_WINDOW = 'PT6M';
const LATE_LEFT_MS = 7_000;

/** What is sent in a night, each message ready to be sent any number of times. */
export interface Sendings {
  readonly moments: Moments;
  /** Requests by their id, as people call them. */
  readonly names: ReadonlyMap<string, string>;
  /** The requests that are over before the night ends. */
  readonly awaited: readonly string[];
  /** The id of the selection. */
  readonly selection: string;
  /** Sends what is sent once. */
  once(): Promise<void>;
  /** Sends everything else. */
  all(say: Say): Promise<void>;
}

/** The messages of a night; `spares` are asked for only where nothing may be stopped. */
export const sendingsOf = (
  stack: Stack,
  webhookKey: string,
  cast: readonly Role[],
  spares: readonly string[],
  scheduleNames: readonly string[],
  now: number,
): Sendings => {
  const second = now - (now % 1000);
  const lateAt = now + LATE_LEFT_MS - (parseDurationMs(LATE_WINDOW) ?? 0);
  const named = queueMessage({ serverIds: idsFor(cast, 'queue') }, now);
  const late = queueMessage({ serverIds: idsFor(cast, 'queue', true) }, lateAt, { window: LATE_WINDOW });
  const frozen = queueMessage({ serverIds: idsFor(cast, 'frozen') }, now, { cloud: ANNEX });
  const selection = queueMessage(NIGHT_SELECTION, now);
  // By the other entry, whose lists are distinguishable in the cloud's log.
  const tooLarge = queueMessage(TOO_LARGE, now, { cloud: ANNEX });
  const holiday = holidayMessage(spares, second);
  const hook = signCall(stack.httpUrl, webhookKey, JSON.stringify({ serverIds: idsFor(cast, 'webhook') }), now);
  const { 'webhook-id': webhookId = '' } = hook.headers;
  const names = new Map([
    [named.requestId, 'queue, one message for all'],
    [late.requestId, 'queue, nearly over'],
    [frozen.requestId, `queue, cloud ${ANNEX}`],
    [selection.requestId, `selection ${NIGHT_TAG}`],
    [tooLarge.requestId, `selection ${SPARE_TAG}`],
    [holiday.requestId, `schedule ${HOLIDAY}`],
    [webhookId, 'webhook'],
  ]);
  return {
    moments: { now, second, lateAt, lateEndsAt: now + LATE_LEFT_MS },
    names,
    selection: selection.requestId,
    awaited: [selection, tooLarge, holiday].map(({ requestId }) => requestId),
    once: async () => {
      await stack.send(late.body);
      await stack.send(JSON.stringify({ serverIds: ['bms-007'] }));
    },
    all: async (say) => {
      await fireSchedules(stack, scheduleNames, second);
      for (const { body } of [named, selection, tooLarge, holiday, frozen]) await stack.send(body);
      const answer = await postCall(hook);
      const taken = answer.startsWith('202 ') ? 'answered 202: accepted' : `answered ${answer}`;
      say(`webhook   asked for ${idsFor(cast, 'webhook').length} servers, signed; ${taken}`);
    },
  };
};
