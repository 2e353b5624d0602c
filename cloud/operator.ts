import { type CloudClock, freshRequestId } from './cloud-clock.ts';
import type { Machines } from './machines/machines.ts';
import type { Order } from './machines/order.ts';
import type { Caller } from './machines/rules.ts';
import type { ServerStore } from './machines/server-store.ts';
import { acceptedStatus } from './nova/nova-answer.ts';
import type { CloudAccount } from './simulated-cloud.ts';

/** Nova's answer to an operator, as its API would have given it. */
export interface OperatorAnswer {
  readonly status: number;
  readonly requestId: string;
  /** Nova's message; empty when it took the act. */
  readonly message: string;
}

/**
 * A person at the cloud's console: another user of the same project (`operator`), held to the same rules, with the same action
 * records. Acts in process, so a test decides its moment.
 */
export interface Operator {
  readonly userId: string;
  start(id: string): OperatorAnswer;
  stop(id: string): OperatorAnswer;
  reboot(id: string): OperatorAnswer;
  rebuild(id: string): OperatorAnswer;
  /** Any other order, such as a hard reboot, a shelving or a rescue. */
  order(id: string, order: Order): OperatorAnswer;
  lock(id: string): OperatorAnswer;
  unlock(id: string): OperatorAnswer;
  delete(id: string): OperatorAnswer;
  /** Moves `updated` and leaves no action record, as in Nova. */
  setMetadata(id: string, metadata: Readonly<Record<string, string>>): OperatorAnswer;
  /** At the node, past Nova and its rules: Ironic reports it. On a server that is on already: Ironic's echo, which moves nothing. */
  powerOnAtNode(id: string): void;
  powerOffAtNode(id: string): void;
}

/** The operator of a running cloud. */
export const operatorOf = (
  { userId, username, projectId }: CloudAccount,
  store: ServerStore,
  machines: Machines,
  clock: Pick<CloudClock, 'freshId'>,
): Operator => {
  const caller: Caller = { userId, username, projectId, isAdmin: false };
  const act = (id: string, order: Order): OperatorAnswer => {
    const requestId = freshRequestId(clock);
    const server = store.get(id);
    if (server === undefined || server.deleted || server.projectId !== projectId) {
      return { status: 404, requestId, message: `Instance ${id} could not be found.` };
    }
    const refusal = machines.check(order, server, caller) ?? machines.perform(order, server, caller, requestId);
    return { status: refusal?.status ?? acceptedStatus(order.act), requestId, message: refusal?.message ?? '' };
  };
  return {
    userId,
    start: (id) => act(id, { act: 'start' }),
    stop: (id) => act(id, { act: 'stop' }),
    reboot: (id) => act(id, { act: 'reboot', hard: false }),
    rebuild: (id) => act(id, { act: 'rebuild' }),
    order: act,
    lock: (id) => act(id, { act: 'lock', reason: null }),
    unlock: (id) => act(id, { act: 'unlock' }),
    delete: (id) => act(id, { act: 'delete' }),
    setMetadata: (id, metadata) => act(id, { act: 'update metadata', metadata }),
    powerOnAtNode: (id) => machines.reportPower(id, 'POWER_ON', freshRequestId(clock)),
    powerOffAtNode: (id) => machines.reportPower(id, 'POWER_OFF', freshRequestId(clock)),
  };
};
