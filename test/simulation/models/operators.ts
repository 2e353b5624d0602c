import { replayBody } from '../../../lib/message/replay-message.ts';
import { DUSK, type World } from '../engine/world.ts';
import type { Replay } from '../plan.ts';
import type { Found, Queue } from './queue.ts';

interface Queues {
  readonly stop: Queue;
  readonly dead: Queue;
}

/**
 * The operators who send dead letters back: by SQS's move as they are, or by a replay. Whoever dies between the new message and the
 * deletion of the letter leaves it in its queue.
 */
export const letOperatorsReplay = (world: World, { stop, dead }: Queues, sentBack: (letter: string) => void): void => {
  const { timeline, plan } = world;
  const move = ({ id, body, attributes }: Found): void => {
    world.tell({ kind: 'redriven', id, body });
    stop.send(body, attributes);
    sentBack(body);
  };
  const replay = (letter: Found, replayedAt: number): void => {
    const { id, body } = letter;
    world.tell({ kind: 'redriven', id, body, replayedAt, origin: letter.messageId });
    stop.send(replayBody(letter, replayedAt));
    sentBack(body);
  };
  const replayAll = ({ skewMs, how }: Replay): void => {
    const letters = how === 'dies' ? dead.found() : dead.takeAll();
    for (const letter of letters) {
      replay(letter, timeline.now() + skewMs);
      if (how === 'moved') move(letter);
    }
  };
  for (const inMs of plan.redrivesMs) timeline.quietly(DUSK + inMs, () => dead.takeAll().forEach(move));
  for (const one of plan.replays ?? []) timeline.quietly(DUSK + one.inMs, () => replayAll(one));
};
