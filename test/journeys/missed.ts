import { eventually } from './eventually.ts';
import type { Stage } from './stage.ts';

const WINDOW_MS = 50_000;
/** A change this little before a request still counts as after it (lib/power/history.ts). */
const SKEW_MS = 5_000;

/**
 * The window of a stop that nobody looked at in time: it is over now, and nobody changed the server in it or right before, which on a
 * cloud that has just started it takes a while.
 */
export const missedWindow = async (
  { cloud }: Pick<Stage, 'cloud'>,
  serverId: string,
): Promise<{ readonly requestedAt: number; readonly notAfter: number }> => {
  const changedAt = await cloud.colleague.changedAt(serverId);
  const requestedAt = () => Date.now() - WINDOW_MS;
  await eventually(`${serverId} was left alone`, () => requestedAt() - changedAt > SKEW_MS + 1_000);
  return { requestedAt: requestedAt(), notAfter: Date.now() };
};
