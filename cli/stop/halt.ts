import type { Fault, Trouble } from '../../lib/power/fault.ts';
import type { Cloud, Clouds } from '../../lib/power/ports/cloud.ts';
import type { Server, ServerId } from '../../lib/power/server.ts';
import { addressReason } from '../cloud/fault-words.ts';

/** Why a run ends before its servers do: Ctrl-C, or trouble that only a person can fix, and one is at the terminal. */
export type HaltCause =
  | { readonly kind: 'interrupted' }
  | { readonly kind: 'trouble'; readonly trouble: Trouble; readonly because: string }
  | { readonly kind: 'bug'; readonly error: unknown };

/** Ends a run early, once. */
export interface Halt {
  cause(): HaltCause | undefined;
  /** The first cause counts, unless a bug comes to light: that is never kept quiet. */
  call(cause: HaltCause): void;
  /** Waits for `work`, but not past the halt. Its result after that is nobody's concern any more. */
  before<T>(work: Promise<T>): Promise<{ readonly kind: 'done'; readonly value: T } | { readonly kind: 'halted' }>;
}

/** A halt that nobody has called yet. */
export const createHalt = (): Halt => {
  let called: HaltCause | undefined;
  const leavers = new Set<() => void>();
  return {
    cause: () => called,
    call: (cause) => {
      if (called?.kind === 'bug' || (called !== undefined && cause.kind !== 'bug')) return;
      called = cause;
      for (const leave of leavers) leave();
    },
    before: (work) =>
      new Promise((resolve, reject) => {
        const leave = (): void => resolve({ kind: 'halted' });
        if (called !== undefined) leave();
        leavers.add(leave);
        work.then((value) => resolve({ kind: 'done', value }), reject).finally(() => leavers.delete(leave));
      }),
  };
};

/** Every send passes through it: after a halt no stop leaves, and those that had left are known. */
export interface SendGate {
  readonly clouds: Clouds;
  /** A stop of that server has left and is not answered yet. */
  isSending(id: ServerId): boolean;
  /** The server as it was last shown. */
  lastSeen(id: ServerId): Server | undefined;
  /** Drops what was seen of a server that has ended. */
  forget(id: ServerId): void;
}

const CLOSED: Fault = { kind: 'transient', trouble: 'busy', message: 'the run was ended before the stop left' };

/** Puts a gate around every cloud; the halt closes it. */
export const createSendGate = (clouds: Clouds, halt: Halt): SendGate => {
  const sending = new Set<ServerId>();
  const seen = new Map<ServerId, Server>();
  const gated = new WeakMap<Cloud, Cloud>();
  const addGate = (cloud: Cloud): Cloud => ({
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
        if (opened.kind !== 'cloud') return opened;
        // A run asks for its cloud at each step: one gate does for all of them.
        const gate = gated.get(opened.cloud) ?? addGate(opened.cloud);
        gated.set(opened.cloud, gate);
        return { kind: 'cloud', cloud: gate };
      },
    },
    isSending: (id) => sending.has(id),
    lastSeen: (id) => seen.get(id),
    forget: (id) => {
      seen.delete(id);
    },
  };
};

/**
 * Finds out whether every server's first look failed for one reason that only a person can fix: one is at the
 * terminal, and a wrong address does not fix itself. Until that is known nothing is worth a line.
 */
export interface FirstLooks {
  /** Adds a look, and its fault if it failed. */
  add(isFirst: boolean, fault: Fault | undefined): void;
  verdict(): { readonly kind: 'open' | 'goes-on' } | { readonly kind: 'wrong-address'; readonly because: string };
}

/** The first looks of a run at so many servers. */
export const createFirstLooks = (servers: number): FirstLooks => {
  let left = servers;
  // In the words of the first fault: the later ones may only repeat it.
  const messages = new Map<string | undefined, string>();
  return {
    add: (isFirst, fault) => {
      const reason = fault && addressReason(fault);
      if (isFirst) left -= 1;
      if ((isFirst || fault === undefined) && !messages.has(reason)) messages.set(reason, fault?.message ?? '');
    },
    verdict: () => {
      const [only, ...others] = messages;
      if (only?.[0] === undefined || others.length > 0) return { kind: 'goes-on' };
      return left > 0 ? { kind: 'open' } : { kind: 'wrong-address', because: `${only[0]}: ${only[1]}` };
    },
  };
};
