import type { Telemetry } from '../telemetry.ts';
import type { Ending } from './ending.ts';

/** The lines that a webhook may need. */
export type WebhookTelemetry = Pick<Telemetry, 'requested' | 'refused' | 'conflict' | 'loud' | 'flush'>;

/** Tells operators how a webhook ended, and lets the metrics go. */
export const reportEnding =
  (telemetry: WebhookTelemetry) =>
  (ending: Ending): void => {
    tell(telemetry, ending);
    telemetry.flush();
  };

const tell = (telemetry: WebhookTelemetry, ending: Ending): void => {
  switch (ending.kind) {
    case 'accepted':
      telemetry.requested({ ...ending.request, servers: ending.request.serverIds.length });
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
      telemetry.loud({ what: 'webhook', because: ending.because });
      break;
    case 'bug':
      telemetry.loud({ what: 'bug', because: 'a webhook could not be handled', cause: ending.thrown });
      break;
  }
};
