import { UNREAD_DEAD_LETTER_START } from '../message/dead-letter-message.ts';
import type { StopRequest } from '../message/request.ts';
import { stampedBody } from '../message/stamped-body.ts';
import type { DeadLetterReason, Failure } from '../power/outcome.ts';
import type { Sent } from '../power/ports/queue.ts';
import type { Roll } from '../power/roll.ts';
import type { QueueMessage } from './batch.ts';
import type { WorkerPorts } from './work.ts';

/** Which of our own could not be reached, and why; the request comes again. */
export interface Unreached {
  readonly what: 'ledger' | 'queue';
  readonly because: string;
}

/** Whether a request was in the dead-letter queue: replayed, or moved back as the dead letter that it was. */
export const isReturned = (
  { replayedAt }: Pick<StopRequest, 'replayedAt'>,
  { body }: Pick<QueueMessage, 'body'>,
): boolean => replayedAt !== undefined || body.startsWith(UNREAD_DEAD_LETTER_START);

// The dead letter that an end leaves; none where nothing went wrong.
const REASON_OF = {
  chosen: undefined,
  'none-matched': undefined,
  excepted: undefined,
  'too-many': 'too-many',
  expired: 'expired',
  malformed: 'malformed',
} as const satisfies Record<Roll['verdict'], DeadLetterReason | undefined>;

/**
 * Sends the dead letter of a request that stops nothing, and notes in its roll that it has left: a duplicate sends none again. A dead
 * letter that came back is answered by another one, or it would be lost.
 */
export const buryRequest = async (
  request: StopRequest,
  roll: Roll,
  message: QueueMessage,
  ports: WorkerPorts,
): Promise<Unreached | undefined> => {
  const { verdict, because, counts, buriedAt } = roll;
  const reason = REASON_OF[verdict];
  if (reason === undefined || (buriedAt !== undefined && !isReturned(request, message))) return undefined;
  const failure = { reason, because, ...(counts === undefined ? {} : { counts }) };
  const sent = await sendLetter(request, failure, message, ports);
  if (sent.kind === 'unavailable') return { what: 'queue', because: sent.because };
  const { clock, rolls } = ports;
  const buried = { ...roll, buriedAt: clock.now(), owner: clock.freshId(), revision: roll.revision + 1 };
  const written = await rolls.report(buried, roll);
  return written.kind === 'unavailable' ? { what: 'ledger', because: written.because } : undefined;
};

/** Sends the dead letter of a request, which it holds stamped. */
export const sendLetter = (
  request: StopRequest,
  failure: Pick<Failure, 'reason' | 'because' | 'counts'>,
  { receiveCount, sentAt }: QueueMessage,
  { deadLetters, clock }: Pick<WorkerPorts, 'deadLetters' | 'clock'>,
): Promise<Sent> =>
  deadLetters.send({
    original: stampedBody(request),
    failure: { ...failure, attempts: receiveCount, firstAttemptAt: sentAt, failedAt: clock.now() },
  });
