import type { Intent } from '../intent.ts';
import type { StopRequest } from '../request.ts';

/** One intent for each server of a request; also past its `notAfter`, so that each server's miss is reported. */
export const intentsOf = ({ serverIds, schedule: _, ...stamped }: StopRequest): readonly Intent[] =>
  serverIds.map((serverId) => ({ ...stamped, serverId }));
