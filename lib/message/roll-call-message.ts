import { formatInstant } from '../instant.ts';
import type { RollCall } from '../power/roll.ts';
import { messageText } from './json.ts';

/** The version of a roll call's shape. */
const ROLL_CALL_VERSION = 1;

/** The body of the message that asks what became of a request. */
export const rollCallBody = (call: RollCall): string =>
  messageText({
    rollCall: {
      version: ROLL_CALL_VERSION,
      source: call.source,
      requestId: call.requestId,
      cloud: call.cloud,
      dryRun: call.dryRun,
      part: call.part,
      requestedAt: formatInstant(call.requestedAt),
      notAfter: formatInstant(call.notAfter),
      serverIds: call.serverIds,
    },
  });
