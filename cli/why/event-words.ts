import type { Decided, Entry, Send } from '../../lib/power/entry.ts';
import type { Intent } from '../../lib/power/intent.ts';
import type { ServerAction } from '../../lib/power/server.ts';
import { calledBy } from '../../lib/roll/notice.ts';
import { utcText } from '../terminal/utc.ts';

type Key = Pick<Intent, 'source' | 'requestId' | 'dryRun'>;

/** Who asks for a stop: `schedule weekday-nights`, `queue ticket-4711`, `rehearsal webhook msg_2k`. */
export const askerOf = (key: Key): string => `${key.dryRun ? 'rehearsal, ' : ''}${key.source} ${calledBy(key)}`;

/** The same, with the moment it was asked for, which distinguishes one night of a schedule from another. */
export const requestOf = (request: Key & Pick<Intent, 'requestedAt'>): string =>
  `${askerOf(request)} of ${utcText(request.requestedAt)}`;

/** What a step decided. */
export const decisionWords = ({ decision }: Decided): string =>
  decision === 'send' ? 'decided to stop' : decision === 'wait' ? 'waits' : decision;

/** Nova's answer to one of our stops, and what its record in the action list adds. */
export const answerWords = (
  { state, fault, openstackRequestId }: Send,
  record: ServerAction | undefined,
): { readonly what: string; readonly because: string } => {
  const id = openstackRequestId ?? 'no request id';
  const done = typeof record?.endedAt === 'number' ? `, done at ${utcText(record.endedAt)}` : '';
  switch (state) {
    case 'accepted':
      return record?.failed
        ? { what: 'stop failed', because: `Nova took our stop, and its power-off failed: ${id}` }
        : { what: 'stop accepted', because: `Nova took our stop${done}: ${id}` };
    case 'failed':
      return { what: 'stop failed', because: `Nova took our stop, and its power-off failed: ${id}` };
    case 'refused':
      return { what: 'stop refused', because: `${fault?.message ?? 'it never arrived'}: ${id}` };
    case 'unresolved':
      return { what: 'no answer', because: `our stop may have arrived: ${fault?.message ?? 'nothing is known of it'}` };
  }
};

/** How the newest entry of a request ended, in words for its line. */
export const endingWords = (
  ending: NonNullable<Entry['ending']>,
): { readonly what: string; readonly because: string } => {
  if (!('failure' in ending)) return { what: ending.kind, because: ending.because };
  const because = `${ending.failure.reason}: ${ending.because}`;
  return { what: 'dead letter', because: ending.kind === 'burying' ? `on its way: ${because}` : because };
};
