import { mix, unitAt } from '../engine/chance.ts';
import type { World } from '../engine/world.ts';

/** Message attributes, each a text. */
export type Attributes = Readonly<Record<string, string>>;

/** A message as a consumer receives it. */
export interface Received {
  readonly messageId: string;
  readonly receiptHandle: string;
  readonly body: string;
  readonly receives: number;
  /** As SQS tells it: text. */
  readonly sentAt: string;
  readonly attributes: Attributes;
  /** It had been deleted before: a duplicate that came late. */
  readonly afterEnd: boolean;
}

/** One standard queue: at least once, in any order, with a visibility timeout and a redrive policy. */
export interface Queue {
  /** `moved`: by SQS itself, after too many receives, which keeps the time at which it was sent first. */
  send(body: string, attributes?: Attributes, moved?: Origin): string;
  /** Whether a message is visible. */
  hasVisible(): boolean;
  /** Up to `most` visible messages, in no particular order. */
  receive(most: number): readonly Received[];
  remove(receiptHandle: string): void;
  show(receiptHandle: string, inMs: number): void;
  onArrival(listener: () => void): void;
  /** Everything there is, as a person sees it who looks. */
  found(): readonly Found[];
  /** Takes everything there is away, as a person does who redrives. */
  takeAll(): readonly Found[];
}

/** What SQS knows a message by: the first queue's, also after it moved it to the dead letters. */
interface Origin {
  readonly messageId: string;
  readonly sentAt: number;
}

/** A message as a person finds it. */
export interface Found extends Origin {
  readonly id: string;
  readonly body: string;
  readonly attributes: Attributes;
}

interface Kept extends Found {
  receives: number;
  visibleAt: number;
  handle: string;
}

export const createQueue = (
  world: World,
  name: 'stop' | 'dead',
  {
    visibilityMs,
    maxReceives,
    deadLetters,
  }: { readonly visibilityMs: number; readonly maxReceives: number; readonly deadLetters?: Queue },
): Queue => {
  const { timeline, plan } = world;
  let kept: Kept[] = [];
  const deleted = new Set<string>();
  let sends = 0;
  let receipts = 0;
  let arrived = (): void => {};
  // Nobody is woken for a message that was deleted or hidden again meanwhile.
  const wake = (message: Kept): void => {
    const at = message.visibleAt;
    timeline.quietly(at, () => {
      if (message.visibleAt === at && kept.includes(message)) arrived();
    });
  };
  const add = (message: Kept): void => {
    kept.push(message);
    wake(message);
  };
  const found = (): readonly Found[] =>
    kept.map(({ id, messageId, body, attributes, sentAt }) => ({ id, messageId, body, attributes, sentAt }));
  const isVisible = ({ visibleAt }: Kept): boolean => visibleAt <= timeline.now();

  return {
    send: (body, attributes = {}, moved = undefined) => {
      sends += 1;
      const now = timeline.now();
      const id = `${name}-${sends}`;
      world.tell({ kind: 'message', queue: name, id, body, moved: moved !== undefined });
      const fault = name === 'stop' ? world.fault('queue', 1, sends) : undefined;
      const { messageId, sentAt } = moved ?? { messageId: id, sentAt: now };
      const message = { id, messageId, body, attributes, sentAt, receives: 0, visibleAt: now, handle: '' };
      add(fault?.fault === 'queue.late' ? { ...message, visibleAt: now + fault.ms } : message);
      if (fault?.fault === 'queue.duplicate') add({ ...message, visibleAt: now + fault.ms });
      return id;
    },
    hasVisible: () => kept.some(isVisible),
    receive: (most) => {
      const ready = kept.filter(isVisible);
      // Shuffled: a standard queue promises no order.
      if (ready.length > 1) {
        const place = ({ sentAt, receives }: Kept): number => unitAt(plan.seed, 21, receipts, mix(sentAt, receives));
        ready.sort((a, b) => place(a) - place(b) || (a.id < b.id ? -1 : 1));
      }
      const taken: Received[] = [];
      for (const message of ready) {
        if (taken.length === most) break;
        if (message.receives >= maxReceives) {
          kept = kept.filter((other) => other !== message);
          deadLetters?.send(message.body, message.attributes, message);
          continue;
        }
        receipts += 1;
        message.receives += 1;
        message.visibleAt = timeline.now() + visibilityMs;
        message.handle = `${message.id}#${receipts}`;
        wake(message);
        taken.push({
          messageId: message.id,
          receiptHandle: message.handle,
          body: message.body,
          receives: message.receives,
          sentAt: String(message.sentAt),
          attributes: message.attributes,
          afterEnd: deleted.has(message.id),
        });
      }
      return taken;
    },
    remove: (handle) => {
      const gone = kept.find((message) => message.handle === handle);
      if (gone === undefined || world.fault('queue', 2, receipts)?.fault === 'queue.not-deleted') return;
      kept = kept.filter((message) => message !== gone);
      deleted.add(gone.id);
      world.tell({ kind: 'deleted', id: gone.id });
    },
    show: (handle, inMs) => {
      const message = kept.find((other) => other.handle === handle);
      if (message === undefined) return;
      message.visibleAt = timeline.now() + inMs;
      wake(message);
    },
    onArrival: (listener) => {
      arrived = listener;
    },
    found,
    takeAll: () => {
      const all = found();
      kept = [];
      return all;
    },
  };
};
