import * as v from 'valibot';
import type { Clock } from '../../lib/clock.ts';
import type { LocalTemplate } from './local-template.ts';

/** Takes a token for a call; false when there is none, so that the call is refused. */
export type Throttle = () => boolean;

/** What a stage lets through: calls a second, and how many at once. */
export interface ThrottleLimits {
  readonly ThrottlingRateLimit: number;
  readonly ThrottlingBurstLimit: number;
}

// API Gateway's quota for all APIs of an account in a region, where a stage has no limits of its own.
const ACCOUNT = { ThrottlingRateLimit: 10_000, ThrottlingBurstLimit: 5_000 } as const;

const limits = v.object({ ThrottlingRateLimit: v.number(), ThrottlingBurstLimit: v.number() });
const stageProperties = v.object({ DefaultRouteSettings: v.optional(limits) });

/** The limits of the template's stage; it has one at most, and so has its API. */
export const throttleLimits = (local: LocalTemplate): ThrottleLimits => {
  const [id] = local.idsOfType('AWS::ApiGatewayV2::Stage');
  return (id === undefined ? undefined : local.properties(id, stageProperties).DefaultRouteSettings) ?? ACCOUNT;
};

/**
 * API Gateway's token bucket (API Gateway Developer Guide, "Throttle requests to your HTTP APIs"): full at first, filled at the
 * rate, never above the burst. It is one for all callers.
 */
export const createThrottle = (
  { ThrottlingRateLimit: rate, ThrottlingBurstLimit: burst }: ThrottleLimits,
  clock: Pick<Clock, 'now'>,
): Throttle => {
  let tokens = burst;
  let filledAt = clock.now();
  return () => {
    const now = clock.now();
    tokens = Math.min(burst, tokens + (rate * Math.max(0, now - filledAt)) / 1000);
    filledAt = now;
    if (tokens < 1) return false;
    tokens -= 1;
    return true;
  };
};
