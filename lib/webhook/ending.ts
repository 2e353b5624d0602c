import { formatInstant } from '../instant.ts';
import type { StopRequest } from '../message/request.ts';
import { safeTelemetry } from '../power/ports/safe-telemetry.ts';
import type { Telemetry } from '../power/ports/telemetry.ts';

/** How a webhook ended: the line for operators, and the answer for the caller. */
export type Ending =
  /** `repeated`: the same delivery had come before; its intents were sent again, which is harmless. */
  | { readonly kind: 'accepted'; readonly request: StopRequest; readonly repeated: boolean }
  /** The caller's mistake. `because` may be shown to them, except with 401. */
  | { readonly kind: 'refused'; readonly status: 400 | 401 | 413 | 415; readonly because: string }
  /** The id came before with another body. */
  | { readonly kind: 'conflict'; readonly requestId: string }
  /**
   * Not taken, or not wholly: the producer retries. `request`: a new one, which has its receipt by now. `trouble`: it is this function's own
   * clock.
   */
  | {
      readonly kind: 'unavailable';
      readonly because: string;
      readonly request?: StopRequest;
      readonly trouble?: 'clock';
    }
  | { readonly kind: 'bug'; readonly thrown: unknown };

/** An answer as API Gateway takes it (payload 2.0). */
export interface HttpAnswer {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

const jsonAnswer = (statusCode: number, body: object): HttpAnswer => ({
  statusCode,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
});

// The worker chooses later, and only it may look into rolls.
const serversOf = ({ select, serverIds }: StopRequest): { readonly servers?: number } =>
  select === undefined ? { servers: serverIds.length } : {};

/** What the caller reads: nothing of our insides. */
export const answerOf = (ending: Ending): HttpAnswer => {
  switch (ending.kind) {
    case 'accepted': {
      const { requestId, notAfter } = ending.request;
      return jsonAnswer(202, { requestId, ...serversOf(ending.request), notAfter: formatInstant(notAfter) });
    }
    case 'refused':
      return jsonAnswer(ending.status, { error: ending.status === 401 ? 'invalid signature' : ending.because });
    case 'conflict':
      return jsonAnswer(409, { error: 'webhook-id already used with a different body' });
    case 'unavailable':
      return jsonAnswer(503, { error: 'temporarily unavailable, retry' });
    case 'bug':
      return jsonAnswer(500, { error: 'internal error' });
  }
};

/** The lines that a webhook may need. */
export type WebhookTelemetry = Pick<Telemetry, 'requested' | 'refused' | 'conflict' | 'alert' | 'flush'>;

/**
 * Reports to operators how a webhook ended, and flushes the metrics. The answer stays the same even if the lines are
 * lost.
 */
export const reportEnding = (telemetry: WebhookTelemetry): ((ending: Ending) => void) => {
  const safe = safeTelemetry(telemetry);
  return (ending) => {
    writeLine(safe, ending);
    safe.flush();
  };
};

// Reported, and so counted, once: not when the same call comes again.
const reportRequest = (telemetry: WebhookTelemetry, request: StopRequest): void =>
  telemetry.requested({ ...request, ...serversOf(request) });

const writeLine = (telemetry: WebhookTelemetry, ending: Ending): void => {
  switch (ending.kind) {
    case 'accepted':
      if (!ending.repeated) reportRequest(telemetry, ending.request);
      break;
    case 'refused':
      telemetry.refused({ status: ending.status, because: ending.because });
      break;
    case 'conflict':
      telemetry.conflict({
        requestId: ending.requestId,
        serverId: null,
        because: 'webhook-id already used with a different body',
      });
      break;
    case 'unavailable':
      if (ending.request !== undefined) reportRequest(telemetry, ending.request);
      telemetry.alert({ what: ending.trouble ?? 'webhook', because: ending.because });
      break;
    case 'bug':
      telemetry.alert({ what: 'bug', because: 'a webhook could not be handled', cause: ending.thrown });
      break;
  }
};
