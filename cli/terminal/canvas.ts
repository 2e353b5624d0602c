/** A part of the screen that is drawn over. */
export interface Canvas {
  draw(text: string): void;
  /** Writes lines that stay, above the block. */
  keep(text: string): void;
  clear(): void;
  /** Calls `act` several times a second; the answer ends that. */
  repeat(act: () => void): () => void;
}

const REPEAT_MS = 100;

/** The screen. Its package is loaded only where there is one: it costs as much as the rest of the start. */
export const terminalCanvas = async (stdout: NodeJS.WriteStream): Promise<Canvas> => {
  const { createLogUpdate } = await import('log-update');
  const update = createLogUpdate(stdout);
  return {
    draw: (text) => update(text),
    keep: (text) => update.persist(text),
    clear: () => {
      update.clear();
      update.done();
    },
    repeat: (act) => {
      const timer = setInterval(act, REPEAT_MS);
      return () => clearInterval(timer);
    },
  };
};
