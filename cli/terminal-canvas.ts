import { createLogUpdate } from 'log-update';
import type { Canvas } from './live-progress.ts';

const OFTEN_MS = 100;

/** The terminal itself. Loaded only where there is one: it costs as much as the rest of the start. */
export const terminalCanvas = (stdout: NodeJS.WriteStream): Canvas => {
  const update = createLogUpdate(stdout);
  return {
    draw: (text) => update(text),
    keep: (text) => update.persist(text),
    clear: () => {
      update.clear();
      update.done();
    },
    often: (act) => {
      const timer = setInterval(act, OFTEN_MS);
      return () => clearInterval(timer);
    },
  };
};
