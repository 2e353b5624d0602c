import type { Act } from './rules.ts';
import type { StopBehaviour } from './server-plan.ts';
import type { ServerRecord } from './server-record.ts';

/** The machine behind nova-compute: how it takes an order, decided when the order begins. */
export interface Driver {
  powerOff(server: ServerRecord): StopBehaviour;
  /** How long anything but a power-off takes, in milliseconds. */
  takesMs(act: Act, server: ServerRecord): number;
}

/** A person watching a demonstration sees it. */
const TAKES_MS = 50;

/** Each server takes a power-off as its plan says, and everything else at once. */
export const plannedDriver: Driver = { powerOff: ({ stop }) => stop, takesMs: () => TAKES_MS };
