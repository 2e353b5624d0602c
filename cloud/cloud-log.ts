import type { Instant } from '../lib/instant.ts';

/** A request that reached Nova. Never a token, a password or a body. */
export interface NovaRequest {
  readonly kind: 'request';
  /** Grows by one with every entry. */
  readonly seq: number;
  /** When Nova acted on it: after an injected delay, before the answer left. */
  readonly at: Instant;
  readonly receivedAt: Instant;
  readonly method: string;
  /** With its query. */
  readonly path: string;
  /** The one key of a server action's body (`os-stop`); null for everything else and for a body that names none. */
  readonly action: string | null;
  /** The server in the path, as written there. */
  readonly serverId: string | null;
  /** `X-Compute-Request-Id`: the name of the action record, if one was written. */
  readonly requestId: string;
  /** What Nova answered; null when a fault kept the request from Nova's rules and gave no answer. */
  readonly status: number | null;
  /** The name of the token's user; null without a valid token. */
  readonly user: string | null;
  /** The injected fault it met, if any: its kind and when it struck (`drop-after`), or `stale`. */
  readonly fault: string | null;
}

/** Something that happened inside the cloud, whoever or whatever caused it. */
export interface CloudEvent {
  readonly kind: 'event';
  readonly seq: number;
  readonly at: Instant;
  readonly event: CloudEventName;
  readonly serverId: string;
  /** The request that caused it; null for the power sync. */
  readonly requestId: string | null;
  /** The user who asked; null for the power sync. */
  readonly user: string | null;
  /** How a power-off ended: `off`, `failed`, `error`, `lied`, `lost`, `called-off`; null for all other events. */
  readonly result: PowerOffResult | null;
}

/** `…-began`: Nova took the order; the other one of its pair: the machine has obeyed. */
export type CloudEventName =
  | 'power-off-began'
  | 'power-off-ended'
  | 'power-on-began'
  | 'powered-on'
  | 'reboot-began'
  | 'rebooted'
  | 'rebuild-began'
  | 'rebuilt'
  | 'pause-began'
  | 'paused'
  | 'unpause-began'
  | 'unpaused'
  | 'suspend-began'
  | 'suspended'
  | 'resume-began'
  | 'resumed'
  | 'shelve-began'
  | 'shelved'
  | 'unshelve-began'
  | 'unshelved'
  | 'rescue-began'
  | 'rescued'
  | 'unrescue-began'
  | 'unrescued'
  | 'resize-began'
  | 'resized'
  | 'delete-began'
  | 'deleted'
  | 'locked'
  | 'unlocked'
  | 'state-reset'
  | 'metadata-set'
  | 'tags-set';

/** `called-off`: deleted, or its task was reset, before the machine obeyed; `lost`: nobody knows whether the machine is on. */
export type PowerOffResult = 'off' | 'failed' | 'error' | 'lied' | 'lost' | 'called-off';

export type CloudLogEntry = NovaRequest | CloudEvent;

/** The cloud's own diary, append-only: promises are checked against it, not against what a client says of itself. */
export interface CloudLog {
  entries(): readonly CloudLogEntry[];
  /** Calls `listener` with every new entry; the answer ends that. */
  subscribe(listener: (entry: CloudLogEntry) => void): () => void;
}

/** The side that writes. */
export interface CloudLogWriter extends CloudLog {
  request(entry: Omit<NovaRequest, 'kind' | 'seq'>): void;
  event(entry: Omit<CloudEvent, 'kind' | 'seq'>): void;
}

/** A log in memory. */
export const cloudLog = (): CloudLogWriter => {
  const entries: CloudLogEntry[] = [];
  const listeners = new Set<(entry: CloudLogEntry) => void>();
  const append = (entry: CloudLogEntry): void => {
    entries.push(entry);
    for (const listener of listeners) listener(entry);
  };
  return {
    entries: () => entries,
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    request: (entry) => append({ kind: 'request', seq: entries.length, ...entry }),
    event: (entry) => append({ kind: 'event', seq: entries.length, ...entry }),
  };
};
