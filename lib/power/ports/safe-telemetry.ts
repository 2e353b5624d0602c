import type { Telemetry } from './telemetry.ts';

/**
 * Telemetry that no step depends on: a sink that throws, or rejects later, loses its line and nothing else.
 * Lost lines are counted, and the next flush that gets through reports their number. Nothing waits for a
 * sink. Lines that a shell has no use for may be missing.
 */
export const safeTelemetry = (telemetry: Partial<Telemetry>): Telemetry => {
  let lost = 0;
  const lose = (): void => {
    lost += 1;
  };
  const tell = (line: () => unknown): void => {
    try {
      const told = line();
      if (told instanceof Promise) told.catch(lose);
    } catch {
      lose();
    }
  };
  return {
    requested: (line) => tell(() => telemetry.requested?.(line)),
    chosen: (line) => tell(() => telemetry.chosen?.(line)),
    listAgain: (line) => tell(() => telemetry.listAgain?.(line)),
    sending: (line) => tell(() => telemetry.sending?.(line)),
    sent: (line) => tell(() => telemetry.sent?.(line)),
    outcome: (line) => tell(() => telemetry.outcome?.(line)),
    malformed: (line) => tell(() => telemetry.malformed?.(line)),
    conflict: (line) => tell(() => telemetry.conflict?.(line)),
    refused: (line) => tell(() => telemetry.refused?.(line)),
    alert: (line) => tell(() => telemetry.alert?.(line)),
    flush: () => {
      const before = lost;
      lost = 0;
      if (before > 0) tell(() => telemetry.alert?.({ what: 'bug', because: `${before} lines of telemetry were lost` }));
      if (lost > 0) lost += before;
      tell(() => telemetry.flush?.());
    },
  };
};
