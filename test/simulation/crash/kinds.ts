import type { FaultName, Injected, Place } from '../engine/faults.ts';

/** What can happen at an await. */
export const KINDS = ['crash before', 'crash after', 'error', 'ambiguous error', 'timeout'] as const;
export type Kind = (typeof KINDS)[number];

/** The definite failure, the one that leaves open whether it was done, and the one that comes too late, of each place. */
const FAILURES: Partial<Record<Place, readonly [FaultName, FaultName, FaultName]>> = {
  clouds: ['clouds.secret-unreadable', 'clouds.secret-unreadable', 'clouds.secret-unreadable'],
  show: ['show.unavailable', 'show.garbage', 'show.unanswered'],
  list: ['list.unavailable', 'list.refused', 'list.unanswered'],
  action: ['action.unavailable', 'action.unavailable', 'action.unavailable'],
  stop: ['stop.not-sent', 'stop.error-after', 'stop.lost-after'],
  read: ['read.unavailable', 'read.unavailable', 'read.slow'],
  write: ['write.throttled', 'write.lost-unread', 'write.late-write'],
  query: ['query.unavailable', 'query.unavailable', 'query.slow'],
  send: ['send.refused', 'send.lost-answer', 'send.slow'],
  letter: ['letter.refused', 'letter.lost-answer', 'letter.slow'],
  page: ['page.unavailable', 'page.garbage', 'page.unanswered'],
  report: ['report.refused', 'report.lost-answer', 'report.slow'],
  delay: ['delay.refused', 'delay.refused', 'delay.slow'],
};

// Longer than any patience of ours, and an even number: the connection hangs to the end of the time.
const MS = 12_000;

/** What goes wrong there, as a list of faults. */
export const wrongAt = (
  kind: Kind,
  { process, call, place }: { readonly process: number; readonly call: number; readonly place: Place },
): readonly Injected[] => {
  const at = `${process}.${call}`;
  if (kind === 'crash before' || kind === 'crash after')
    return [
      { key: `process/${at}`, fault: kind === 'crash before' ? 'process.crash-before' : 'process.crash-after', ms: 0 },
    ];
  const [error, ambiguous, timeout] = FAILURES[place] ?? [];
  const fault = kind === 'error' ? error : kind === 'ambiguous error' ? ambiguous : timeout;
  if (fault === undefined) throw new Error(`nothing is known to go wrong at ${place}`);
  return [{ key: `${place}/${at}`, fault, ms: MS }];
};
