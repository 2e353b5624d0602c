import type { Fault } from '../lib/power/fault.ts';
import type { Cloud, Clouds } from '../lib/power/ports/cloud.ts';
import type { Server, ServerId } from '../lib/power/server.ts';
import type { Halt } from './halt.ts';

/** Every send passes through it: after a halt no stop leaves, and those that had left are known. */
export interface SendGate {
  readonly clouds: Clouds;
  /** A stop of that server has left and is not answered yet. */
  isSending(id: ServerId): boolean;
  /** The server as it was last shown. */
  seen(id: ServerId): Server | undefined;
}

const CLOSED: Fault = { kind: 'transient', trouble: 'busy', message: 'the run was ended before the stop left' };

/** Puts a gate around every cloud. */
export const sendGate = (clouds: Clouds, halt: Halt): SendGate => {
  const sending = new Set<ServerId>();
  const seen = new Map<ServerId, Server>();
  const gated = (cloud: Cloud): Cloud => ({
    get userId() {
      return cloud.userId;
    },
    showServer: async (id, budget) => {
      const reply = await cloud.showServer(id, budget);
      if (reply.kind === 'ok') seen.set(id, reply.value);
      return reply;
    },
    stopServer: async (id, type, budget) => {
      if (halt.cause() !== undefined) return { kind: 'fault', fault: CLOSED };
      sending.add(id);
      try {
        return await cloud.stopServer(id, type, budget);
      } finally {
        sending.delete(id);
      }
    },
    listActions: (id, budget) => cloud.listActions(id, budget),
    showAction: (id, requestId, budget) => cloud.showAction(id, requestId, budget),
  });
  return {
    clouds: {
      cloud: async (name) => {
        const opened = await clouds.cloud(name);
        return opened.kind === 'cloud' ? { kind: 'cloud', cloud: gated(opened.cloud) } : opened;
      },
    },
    isSending: (id) => sending.has(id),
    seen: (id) => seen.get(id),
  };
};
