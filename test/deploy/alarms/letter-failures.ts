import { choose, letterArrives, look, NOTHING } from './deeds.ts';
import type { Failure } from './failure.ts';

/** Messages, requests and schedules that end without a stop. */
export const LETTER_FAILURES: readonly Failure[] = [
  {
    failure: 'a dead letter comes while an old one is in the queue',
    happens: (world) => {
      world.hold('stop', NOTHING);
      world.hold('dead-letters', (minute) => ({ visible: minute < 0 ? 1 : 2, hidden: 0 }));
      look(world, 0, { kind: 'dead-lettered', because: 'b', reason: 'not-found' });
    },
    rings: 'StopDeadLettered 5',
  },
  {
    failure: 'SQS itself moves a message to the dead-letter queue',
    happens: (world) => {
      world.hold('stop', NOTHING);
      letterArrives(world, 0);
    },
    rings: 'DeadLetters 18 stays',
  },
  {
    failure: 'a message is malformed',
    happens: (world) => {
      world.hold('stop', NOTHING);
      world.call(0, 'queue');
      world.say(0, 'queue', (telemetry) => telemetry.malformed({ messageId: 'm', receiveCount: 1, because: 'b' }));
      letterArrives(world, 0);
    },
    rings: 'StopDeadLettered 5, DeadLetters 18 stays',
  },
  {
    failure: 'a selection matches more servers than its cap',
    happens: (world) => {
      choose(world, 'too-many');
      letterArrives(world, 0);
    },
    rings: 'StopDeadLettered 5, DeadLetters 18 stays',
  },
  {
    failure: 'a selection matches no server, with `noneMatchedAlarm`',
    happens: (world) => choose(world, 'none-matched'),
    rings: 'NoneMatched 5',
  },
  {
    failure: 'a schedule is not delivered and is dead-lettered',
    happens: (world) => {
      world.hold('stop', NOTHING);
      world.schedule(0, 'InvocationsSentToDeadLetterCount');
      letterArrives(world, 0);
    },
    rings: 'SchedulesDropped 5, DeadLetters 18 stays',
  },
  {
    failure: 'a schedule is not even dead-lettered',
    happens: (world) => world.schedule(0, 'InvocationsFailedToBeSentToDeadLetterCount'),
    rings: 'SchedulesDropped 5',
  },
];
