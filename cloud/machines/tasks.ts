import type { Instant } from '../../lib/instant.ts';
import type { CloudClock } from '../cloud-clock.ts';
import { type ActionOrigin, type ActionRecord, closeEvents, openEvent, startAction } from './action-record.ts';
import type { ServerStore } from './server-store.ts';

/** Something nova-compute does to one server for a while. */
export interface Task {
  readonly id: string;
  readonly origin: ActionOrigin;
  /** The name of its record; null: it goes on in the record of its request. */
  readonly action: string | null;
  /** Oldest first: all but the last are over as soon as it begins. */
  readonly events: readonly string[];
  readonly arrivedAt: Instant;
  /** Null: none is shown. */
  readonly taskState: string | null;
  /** Null: never ends by itself. */
  readonly takesMs: number | null;
  /** Changes the server when the time is over, and says how its events ended; null: another task goes on in its record. */
  finish(): 'Success' | 'Error' | null;
  calledOff(): void;
}

/** What is under way; one task a server. */
export interface Tasks {
  /** Writes the action record and the task state, and sees the task to its end. */
  begin(task: Task): void;
  /** Ends a server's task before its time, as an operator's os-resetState does; its event ends in Error. */
  callOff(id: string): void;
  /** Forgets everything under way. */
  stop(): void;
}

export const tasks = (clock: CloudClock, store: ServerStore): Tasks => {
  const underWay = new Map<string, { readonly task: Task; readonly forget: () => void }>();
  const callOff = (id: string): void => {
    const running = underWay.get(id);
    if (running === undefined) return;
    running.forget();
    underWay.delete(id);
    store.finish(id, running.task.origin.requestId, 'Error');
    running.task.calledOff();
  };
  return {
    callOff,
    begin: (task) => {
      callOff(task.id);
      const { id, origin, action, events, arrivedAt, taskState, takesMs } = task;
      const { requestId } = origin;
      if (action === null) for (const event of events) store.open(id, requestId, event);
      else store.record(id, withEvents(startAction(action, origin, arrivedAt, null), events, store.stamp()));
      if (taskState !== null) store.change(id, { taskState });
      const end = (): void => {
        underWay.delete(id);
        const result = task.finish();
        if (result !== null) store.finish(id, requestId, result);
      };
      underWay.set(id, { task, forget: takesMs === null ? () => undefined : clock.after(takesMs, end) });
    },
    stop: () => {
      for (const { forget } of underWay.values()) forget();
      underWay.clear();
    },
  };
};

const withEvents = (action: ActionRecord, events: readonly string[], at: Instant): ActionRecord =>
  events.reduce((record, event) => openEvent(closeEvents(record, 'Success', at), event, at), action);
