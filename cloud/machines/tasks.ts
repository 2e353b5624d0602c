import type { Instant } from '../../lib/instant.ts';
import type { CloudClock } from '../cloud-clock.ts';
import { type ActionOrigin, startAction } from './action-record.ts';
import type { ServerStore } from './server-store.ts';

/** Something nova-compute does to one server for a while. */
export interface Task {
  readonly id: string;
  readonly origin: ActionOrigin;
  readonly action: string;
  readonly event: string;
  readonly arrivedAt: Instant;
  readonly taskState: string;
  /** Null: never ends by itself. */
  readonly takesMs: number | null;
  /** Changes the server when the time is over, and says how the event ended. */
  finish(): 'Success' | 'Error';
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
      const { origin, action, event, arrivedAt, taskState, takesMs } = task;
      store.record(task.id, startAction(action, origin, arrivedAt, event));
      store.change(task.id, { taskState });
      const end = (): void => {
        underWay.delete(task.id);
        store.finish(task.id, origin.requestId, task.finish());
      };
      underWay.set(task.id, { task, forget: takesMs === null ? () => undefined : clock.after(takesMs, end) });
    },
    stop: () => {
      for (const { forget } of underWay.values()) forget();
      underWay.clear();
    },
  };
};
