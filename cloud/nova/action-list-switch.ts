/** `forbidden`: Nova's policy, 403. `not-served`: a path that Nova does not know, 404. `gateway`: one that a gateway does not, 404. */
export type NoActionList = 'forbidden' | 'not-served' | 'gateway';

/** Whether the cloud serves os-instance-actions, and to whom. */
export interface ActionListSwitch {
  /** From now on it is refused so, to everybody or to that user only; null: served again. */
  refuse(how: NoActionList | null, username?: string): void;
  /** How it is refused to that user; null when it is served. */
  refusedTo(username: string): NoActionList | null;
}

/** A switch that begins so for everybody. */
export const actionListSwitch = (begin: NoActionList | null): ActionListSwitch => {
  let toAll = begin;
  const toOne = new Map<string, NoActionList | null>();
  return {
    refuse: (how, username) => {
      if (username === undefined) {
        toAll = how;
        toOne.clear();
      } else toOne.set(username, how);
    },
    refusedTo: (username) => toOne.get(username) ?? toAll,
  };
};
