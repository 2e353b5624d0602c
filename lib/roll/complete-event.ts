import { formatInstant, type Instant } from '../instant.ts';
import { requestName } from '../power/intent.ts';
import type { OutgoingEvent } from '../power/ports/reports.ts';
import type { Roll } from '../power/roll.ts';
import { oneLine } from '../text.ts';
import type { Failed, Named, Tally } from './tally.ts';

/** A request's report has one id, however often it is sent: that of its roll. */
export const reportId = (roll: Roll): string => `${requestName(roll)}#${roll.part}`;

// EventBridge takes 256 KB an entry (User Guide, "Calculating Amazon EventBridge PutEvents event entry size"): this leaves room
// for all but the lists.
const LISTS_MAX_BYTES = 200 * 1024;

const cut = <T extends Named>(servers: readonly T[], bytes: number): readonly T[] => {
  let left = bytes;
  const end = servers.findIndex((server) => {
    left -= Buffer.byteLength(JSON.stringify(server)) + 1;
    return left < 0;
  });
  return end === -1 ? servers : servers.slice(0, end);
};

const cleaned = <T extends Named>(servers: readonly T[]): readonly T[] =>
  servers.map((server) => ({ ...server, because: oneLine(server.because) }));

/** The event `Request Complete` (docs/contract.md, "Events"). Lists that are too long are cut, and say by how many. */
export const completeEvent = (roll: Roll, counted: Tally, at: Instant): OutgoingEvent => {
  const failures: readonly Failed[] = cut(cleaned(counted.failures), LISTS_MAX_BYTES / 2);
  const open = cut(cleaned(counted.open), LISTS_MAX_BYTES / 2);
  return {
    type: 'Request Complete',
    at,
    detail: {
      id: reportId(roll),
      requestId: roll.requestId,
      source: roll.source,
      cloud: roll.cloud,
      dryRun: roll.dryRun,
      part: roll.part,
      requestedAt: formatInstant(roll.requestedAt),
      notAfter: formatInstant(roll.notAfter),
      verdict: roll.verdict,
      because: oneLine(roll.because),
      ...(roll.counts && { counts: roll.counts }),
      servers: counted.servers,
      outcomes: counted.outcomes,
      failures,
      open,
      leftOut: { failures: counted.failures.length - failures.length, open: counted.open.length - open.length },
      timeToOffMs: counted.timeToOffMs ?? null,
    },
  };
};
