import type { StopRequest } from '../message/request.ts';
import { safeTelemetry } from '../power/ports/safe-telemetry.ts';
import type { Telemetry } from '../power/ports/telemetry.ts';
import type { Ending } from './ending.ts';

/** The lines that a webhook may need. */
export type WebhookTelemetry = Pick<Telemetry, 'requested' | 'refused' | 'conflict' | 'loud' | 'flush'>;

/**
 * Reports to operators how a webhook ended, and flushes the metrics. The answer stays the same even if the lines are
 * lost.
 */
export const reportEnding = (telemetry: WebhookTelemetry): ((ending: Ending) => void) => {
  const safe = safeTelemetry(telemetry);
  return (ending) => {
    tell(safe, ending);
    safe.flush();
  };
};

// Reported, and so counted, once: not when the same call comes again.
const requested = (telemetry: WebhookTelemetry, request: StopRequest): void =>
  telemetry.requested({ ...request, servers: request.serverIds.length });

const tell = (telemetry: WebhookTelemetry, ending: Ending): void => {
  switch (ending.kind) {
    case 'accepted':
      if (!ending.repeated) requested(telemetry, ending.request);
      break;
    case 'refused':
      telemetry.refused({ status: ending.status, because: ending.because });
      break;
    case 'conflict':
      telemetry.conflict({
        requestId: ending.requestId,
        serverId: null,
        because: 'the webhook-id came before with another body',
      });
      break;
    case 'unavailable':
      if (ending.request !== undefined) requested(telemetry, ending.request);
      telemetry.loud({ what: ending.trouble ?? 'webhook', because: ending.because });
      break;
    case 'bug':
      telemetry.loud({ what: 'bug', because: 'a webhook could not be handled', cause: ending.thrown });
      break;
  }
};
