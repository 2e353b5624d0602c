import type { Clock } from '../../clock.ts';
import type { Wait } from '../decide/facts.ts';
import type { Intent } from '../intent.ts';
import { isUnchanged, look, type SeenServer, withHistory } from '../observation.ts';
import type { Budget, Cloud } from '../ports/cloud.ts';

// No bare metal server goes through a power-on in two seconds (Nova asks Ironic about one no more often), so what is younger than this
// when a stop leaves has not been overtaken, and the calm case needs no further call.
const CLOSE_MS = 1_000;

/**
 * Evidence that a login, a long history or a slow ledger has made old is made sure of by one more look, right before the stop: it
 * counts again when nothing has happened to the server since, and anything else is left to the next delivery. Nova writes the records
 * of some acts before it saves the server (`resetState`, `restore`, `confirmResize`: nova/compute/api.py), so a history that was read
 * before is read again after that look, unless it takes too long for that: then such an act in the moment of the look stays unseen.
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
  if (again.kind !== 'server' || !isUnchanged(seen, again)) return SOMETHING_HAPPENED;
  if (seen.history?.kind !== 'actions' || (seen.historyMs ?? 0) > SHORT_MS) return again;
  const { history } = await withHistory(again, cloud, intent, clock, budget);
  if (history?.kind === 'fault')
    return {
      kind: 'wait',
      because: `the server's history cannot be read right before its stop: ${history.fault.message}`,
      fault: history.fault,
    };
  return history?.actions.length === seen.history.actions.length ? again : SOMETHING_HAPPENED;
};

// Of the five seconds that a mark may be old when its stop leaves.
const SHORT_MS = 2_000;

const SOMETHING_HAPPENED: Wait = { kind: 'wait', because: 'something happened to the server right before its stop' };
