import type { Clock } from '../clock.ts';
import type { Wait } from '../decision/facts.ts';
import type { Intent } from '../intent.ts';
import { isUnchanged, look, type SeenServer } from '../observation.ts';
import type { Budget, Cloud } from '../openstack/cloud.ts';

// No bare metal server goes through a power-on in two seconds (Nova asks Ironic about one no more often), so what is younger than this
// when a stop leaves has not been overtaken, and the calm case needs no further call.
const CLOSE_MS = 1_000;

/**
 * Evidence that a login, a long history or a slow ledger has made old is made sure of by one more look, right before the stop: it
 * counts again when nothing has happened to the server since, and anything else is decided afresh at the next delivery.
 */
export const lastLook = async (
  seen: SeenServer,
  cloud: Cloud,
  intent: Intent,
  clock: Clock,
  budget: Budget,
): Promise<SeenServer | Wait> => {
  if (clock.now() - seen.seenAt <= CLOSE_MS) return seen;
  const again = await look(cloud, intent, clock, budget);
  if (again.kind === 'fault')
    return {
      kind: 'wait',
      because: `the server cannot be read right before its stop: ${again.fault.message}`,
      fault: again.fault,
    };
  return again.kind === 'server' && isUnchanged(seen, again)
    ? again
    : { kind: 'wait', because: 'something happened to the server right before its stop' };
};
