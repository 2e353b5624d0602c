import { parseDurationMs } from '../lib/instant.ts';
import type { WindowLimits } from './schedule.ts';

/** The limits that the worker will apply, from serverless.yml's `stopWindowMax` (ISO 8601) and `visibilityTimeout` (seconds). */
export const windowLimits = (stopWindowMax: unknown, visibilityTimeout: unknown): WindowLimits => {
  const maxMs = parseDurationMs(String(stopWindowMax));
  if (maxMs === undefined) throw new Error(`stopWindowMax: "${String(stopWindowMax)}" is not an ISO 8601 duration`);
  return { minMs: Number(visibilityTimeout) * 1000, maxMs };
};
