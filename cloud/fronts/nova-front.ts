import type { Asked } from '../answer.ts';
import { type CloudClock, freshRequestId } from '../cloud-clock.ts';
import type { CloudLogWriter, NovaRequest } from '../cloud-log.ts';
import { actionName } from '../nova/action-order.ts';
import { type NovaParts, nova } from '../nova/nova.ts';
import { type NovaPath, novaPath } from '../nova/nova-path.ts';
import type { CloudFault, FaultList, FaultVerb } from './faults.ts';
import { type Reaction, underFault } from './under-fault.ts';

export interface NovaFrontParts extends NovaParts {
  readonly clock: CloudClock;
  readonly log: CloudLogWriter;
  readonly faults: FaultList;
}

/** The front of Nova: gives the request its id, applies the faults, writes the cloud's log. */
export const novaFront = async (parts: NovaFrontParts, asked: Asked): Promise<Reaction> => {
  const { clock, log, faults } = parts;
  const path = novaPath(asked.url.pathname);
  const requestId = freshRequestId(clock);
  const serverId = 'serverId' in path ? path.serverId : null;
  const fault = faults.take(verbOf(path, asked), serverId);
  const seen = {
    receivedAt: clock.now(),
    method: asked.method,
    path: `${asked.url.pathname}${asked.url.search}`,
    action: path.kind === 'action' ? actionName(asked.body) : null,
    serverId,
    requestId,
    fault: fault === undefined ? null : nameOf(fault),
  } satisfies Partial<NovaRequest>;
  let acted = false;
  const reaction = await underFault(fault, clock, async (behindMs) => {
    acted = true;
    const at = clock.now();
    const arrivedAt = fault?.kind === 'delay' && fault.when === 'within' ? seen.receivedAt : undefined;
    const { answer, user } = await nova(parts, { asked, path, requestId, arrivedAt, behindMs });
    log.request({ ...seen, at, status: answer.status, user });
    return answer;
  });
  if (!acted) log.request({ ...seen, at: clock.now(), status: null, user: null });
  return reaction;
};

const nameOf = (fault: CloudFault): string => ('when' in fault ? `${fault.kind}-${fault.when}` : fault.kind);

const verbOf = (path: NovaPath, asked: Asked): Exclude<FaultVerb, 'any' | 'login'> => {
  switch (path.kind) {
    case 'server':
      return 'showServer';
    case 'list':
    case 'detail':
      return 'listServers';
    case 'action':
      return actionName(asked.body) === 'os-stop' ? 'stopServer' : 'serverAction';
    case 'actions':
      return 'listActions';
    case 'actionRecord':
      return 'showAction';
    default:
      return 'other';
  }
};
