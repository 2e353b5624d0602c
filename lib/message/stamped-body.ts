import { formatInstant } from '../instant.ts';
import { unreplayed } from '../power/replayed.ts';
import { messageText } from './json.ts';
import { replayBody } from './replay-message.ts';
import type { StopRequest } from './request.ts';
import { requestJson } from './request-message.ts';

/**
 * A stamped request as the body of a message: read again, whenever, it is the same request with the same instants, so one that
 * could not be split never wakes as a new one. One of the webhook keeps its source, and a replayed one is a replay of what was asked first.
 */
export const stampedBody = (request: StopRequest): string => {
  const { replayedAt, requestId: messageId, requestedAt: sentAt } = request;
  if (replayedAt === undefined) return firstBody(request);
  return replayBody({ messageId, sentAt, body: firstBody(unreplayed(request)), attributes: {} }, replayedAt);
};

const firstBody = (request: StopRequest): string =>
  request.source === 'webhook' ? messageText({ request: requestJson(request) }) : queueBody(request);

// A schedule stays a schedule; the other ones carry their identity themselves.
const queueBody = ({ schedule, ...request }: StopRequest): string =>
  messageText({
    ...(request.select === undefined
      ? { serverIds: request.serverIds }
      : { select: request.select, atMost: request.atMost }),
    notOn: request.notOn?.map(({ from, to, why }) => ({ from: formatInstant(from), to: formatInstant(to), why })),
    calendarEnds: request.calendarEnds === undefined ? undefined : formatInstant(request.calendarEnds),
    ...(schedule === undefined
      ? { requestId: request.requestId, requestedAt: formatInstant(request.requestedAt) }
      : { schedule: { arn: schedule.arn, scheduledTime: formatInstant(schedule.scheduledTime) } }),
    notAfter: formatInstant(request.notAfter),
    cloud: request.cloud,
    type: request.type,
    dryRun: request.dryRun,
    reason: request.reason,
  });
