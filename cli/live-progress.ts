import { createLogUpdate } from 'log-update';
import type { Clock } from '../lib/clock.ts';
import type { ServerId } from '../lib/power/server.ts';
import { block } from './block.ts';
import { type End, isAsAsked } from './end.ts';
import type { Named } from './named.ts';
import { type Output, printable } from './output.ts';
import type { Progress } from './progress.ts';

/** A part of the screen that is drawn over. */
export interface Canvas {
  draw(text: string): void;
  /** Writes lines that stay, above the block. */
  keep(text: string): void;
  clear(): void;
  /** Calls `act` several times a second; the answer ends that. */
  often(act: () => void): () => void;
}

/** A bar and the servers that move, drawn over and over at a terminal. */
export const liveProgress = (
  run: { readonly total: number; readonly wait: boolean },
  canvas: Canvas,
  output: Output,
  clock: Pick<Clock, 'now'>,
): Progress => {
  const moving = new Map<ServerId, { name?: string; text: string; sinceAt: number }>();
  const accepted = new Set<ServerId>();
  const startedAt = clock.now();
  let asAsked = 0;
  let otherwise = 0;
  let trouble: string | undefined;

  const move = ({ id, name }: Named, text: string): void => {
    const sinceAt = moving.get(id)?.sinceAt ?? clock.now();
    moving.set(id, { text, sinceAt, ...(name === undefined ? {} : { name }) });
  };
  const drawn = (): void => {
    const size = output.size();
    if (size === undefined) return;
    const live = {
      total: run.total,
      asAsked,
      otherwise,
      moving,
      startedAt,
      ...(trouble === undefined ? {} : { trouble }),
    };
    canvas.draw(block(live, clock.now(), size, output.paint));
  };
  const rest = canvas.often(() => {
    try {
      drawn();
    } catch {
      // Thrown from a timer it would end the run; the next picture comes in a moment.
    }
  });
  return {
    accepted: (server) => {
      trouble = undefined;
      accepted.add(server.id);
      move(server, 'accepted');
    },
    waiting: (server, because, named) => {
      if (named === undefined)
        move(server, accepted.has(server.id) ? `accepted; ${printable(because)}` : printable(because));
      else trouble = `${printable(because)}; looking again`;
    },
    ended: (end: End) => {
      trouble = undefined;
      moving.delete(end.serverId);
      accepted.delete(end.serverId);
      if (isAsAsked(end, run.wait)) asAsked += 1;
      else otherwise += 1;
    },
    notice: (text) => canvas.keep(output.paint('yellow', printable(text))),
    close: () => {
      rest();
      canvas.clear();
    },
  };
};

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

const SAID_AGAIN_MS = 30_000;

/** A cloud's trouble meets every server of it: the same words are worth a line once in a while, not once a server. */
export const seldom = (clock: Pick<Clock, 'now'>): ((text: string) => boolean) => {
  const saidAt = new Map<string, number>();
  return (text) => {
    const now = clock.now();
    const before = saidAt.get(text);
    if (before !== undefined && now - before < SAID_AGAIN_MS) return false;
    // What was said long ago would be said again: nothing of it need be kept.
    for (const [said, at] of saidAt) if (now - at >= SAID_AGAIN_MS) saidAt.delete(said);
    saidAt.set(text, now);
    return true;
  };
};
