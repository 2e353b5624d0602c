import type { MessageContext } from '../../lib/message/message.ts';
import type { Intent } from '../../lib/power/intent.ts';
import type { Failure } from '../../lib/power/outcome.ts';
import { parseServerId, type ServerId } from '../../lib/power/server.ts';

/** 2026-11-23T12:00:00Z. */
export const NOON = 1_795_435_200_000;
export const MINUTE = 60_000;

/** The n-th server of the tests. */
export const serverNo = (n: number): ServerId => {
  const id = parseServerId(`00000000-0000-4000-8000-${String(n).padStart(12, '0')}`);
  if (id === undefined) throw new Error(`no server ${n}`);
  return id;
};

export const ARN = 'arn:aws:scheduler:eu-central-1:123456789012:schedule/lights-out/weekday-nights';

export const TIMING = { windowMs: 60 * MINUTE, windowMaxMs: 24 * 60 * MINUTE, windowMinMs: 6 * MINUTE };

export const aContext = (changes: Partial<MessageContext> = {}): MessageContext => ({
  messageId: '0d1c2b3a-1111-4222-8333-444455556666',
  sentAt: NOON,
  now: NOON + 2000,
  timing: TIMING,
  defaultCloud: 'otc',
  ...changes,
});

export const anIntent = (changes: Partial<Intent> = {}): Intent => ({
  source: 'queue',
  requestId: 'night-1',
  serverId: serverNo(1),
  cloud: 'otc',
  requestedAt: NOON,
  notAfter: NOON + 60 * MINUTE,
  dryRun: false,
  ...changes,
});

export const aFailure = (changes: Partial<Failure> = {}): Failure => ({
  reason: 'not-stoppable',
  because: 'vm_state is paused',
  attempts: 2,
  firstAttemptAt: NOON + MINUTE,
  failedAt: NOON + 2 * MINUTE,
  ...changes,
});
