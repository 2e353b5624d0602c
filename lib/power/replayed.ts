import type { Instant } from '../instant.ts';
import type { Intent } from './intent.ts';

/** When something was asked for, until when a stop may leave for it, and when it was asked for again. */
export type Asked = Pick<Intent, 'requestedAt' | 'notAfter' | 'replayedAt'>;

/** When its window begins: when it was asked for last. */
export const windowStart = ({ requestedAt, replayedAt }: Omit<Asked, 'notAfter'>): Instant => replayedAt ?? requestedAt;

/** How long its window is, in milliseconds: the same however often it is replayed. */
export const windowOf = (asked: Asked): number => asked.notAfter - windowStart(asked);

/** The same, asked for again at that instant: its window begins then. Of several replays the latest counts; `requestedAt` never moves. */
export const replayed = <T extends Asked>(asked: T, replayedAt: Instant | undefined): T =>
  replayedAt === undefined || replayedAt <= windowStart(asked)
    ? asked
    : { ...asked, replayedAt, notAfter: replayedAt + windowOf(asked) };

/** The same as it was asked for first. */
export const unreplayed = <T extends Asked>(asked: T): Omit<T, 'replayedAt'> => {
  const { replayedAt: _, ...first } = asked;
  return { ...first, notAfter: asked.requestedAt + windowOf(asked) };
};
