import type { Instant } from '../../lib/instant.ts';

/** One event of an action: what nova-compute or the conductor did for it. Open while `finishedAt` is null. */
export interface ActionEvent {
  readonly event: string;
  readonly startedAt: Instant;
  readonly finishedAt: Instant | null;
  readonly result: 'Success' | 'Error' | null;
}

/** One record of os-instance-actions. */
export interface ActionRecord {
  readonly action: string;
  readonly requestId: string;
  /** Null for what Nova does on its own (power sync). */
  readonly userId: string | null;
  readonly projectId: string | null;
  readonly startedAt: Instant;
  readonly updatedAt: Instant;
  /** `Error` once an event failed: nova/db/main/api.py, action_event_finish. */
  readonly message: 'Error' | null;
  /** Oldest first. */
  readonly events: readonly ActionEvent[];
}

/** Whose action it is. */
export interface ActionOrigin {
  readonly requestId: string;
  readonly userId: string | null;
  readonly projectId: string | null;
}

/** An action that begins, with its event open; `event` null: an action without events, as os-resetState. */
export const startAction = (action: string, origin: ActionOrigin, at: Instant, event: string | null): ActionRecord => ({
  action,
  ...origin,
  startedAt: at,
  updatedAt: at,
  message: null,
  events: event === null ? [] : [{ event, startedAt: at, finishedAt: null, result: null }],
});

/** The action with one more event under way. */
export const openEvent = (action: ActionRecord, event: string, at: Instant): ActionRecord => ({
  ...action,
  updatedAt: at,
  events: [...action.events, { event, startedAt: at, finishedAt: null, result: null }],
});

/** The action with its open events ended so. */
export const closeEvents = (action: ActionRecord, result: 'Success' | 'Error', at: Instant): ActionRecord => ({
  ...action,
  updatedAt: at,
  message: result === 'Error' ? 'Error' : action.message,
  events: action.events.map((event) => (event.finishedAt === null ? { ...event, finishedAt: at, result } : event)),
});

/** The action with all its times as the database keeps them. */
export const timed = (action: ActionRecord, kept: (at: Instant) => Instant): ActionRecord => ({
  ...action,
  startedAt: kept(action.startedAt),
  updatedAt: kept(action.updatedAt),
  events: action.events.map((event) => ({
    ...event,
    startedAt: kept(event.startedAt),
    finishedAt: event.finishedAt === null ? null : kept(event.finishedAt),
  })),
});
