import { every, inFlight, look, lookAgain, untouched } from './deeds.ts';
import type { Failure } from './failure.ts';
import { WATCHED } from './world.ts';

// The visibility timeout: so often a message comes again that nobody settled.
const AGAIN = 6;

/** The worker does not run, or not to its end. */
export const WORKER_FAILURES: readonly Failure[] = [
  {
    failure: 'the worker crashes or runs out of time at every start',
    happens: (world) => {
      world.hold('stop', inFlight(WATCHED));
      every(AGAIN, (minute) => world.call(minute, 'queue', 'error'));
    },
    rings: 'WorkerErrors 5 stays',
  },
  {
    failure: 'one batch ends the worker, and the next one is well',
    happens: (world) => {
      world.hold('stop', inFlight(7));
      world.call(0, 'queue', 'error');
      look(world, AGAIN, { kind: 'stopped', because: 'b' });
    },
    rings: 'WorkerErrors 5',
  },
  {
    failure: 'every call of the worker is throttled, one message',
    happens: (world) => {
      world.hold('stop', inFlight(WATCHED));
      every(AGAIN, (minute) => world.throttle(minute, 1));
    },
    rings: 'WorkerIdle 20 stays',
  },
  {
    failure: 'every call of the worker is throttled, many messages',
    happens: (world) => {
      world.hold('stop', (minute) => ({ visible: minute >= 0 ? 50 : 0, hidden: minute >= 0 ? 10 : 0 }));
      every(1, (minute) => world.throttle(minute, 5));
    },
    rings: 'WorkerThrottles 5 stays, WorkerIdle 20 stays',
  },
  {
    failure: 'some calls of the worker are throttled',
    happens: (world) => {
      world.hold('stop', (minute) => ({ visible: minute >= 0 ? 5 : 0, hidden: minute >= 0 ? 10 : 0 }));
      every(1, (minute) => world.throttle(minute, 2));
      every(1, (minute) => world.call(minute, 'queue'));
    },
    rings: 'WorkerThrottles 7 stays',
  },
  {
    failure: 'the event source is disabled, and a message comes',
    happens: (world) => world.hold('stop', untouched),
    rings: 'WorkerIdle 20 stays',
  },
  {
    failure: 'the key is disabled, or the worker may not use it, and a message comes',
    happens: (world) => world.hold('stop', untouched),
    rings: 'WorkerIdle 20 stays',
  },
  {
    failure: 'the event source is disabled for six hours before a message comes',
    happens: (world) => world.hold('stop', untouched, 15),
    rings: 'WorkerIdle 35 stays',
  },
  {
    failure: 'the event source is disabled when each message was received more than three times',
    happens: (world) => {
      world.hold('stop', (minute) => (minute < 5 ? inFlight(WATCHED)(minute) : untouched(minute)));
      lookAgain(world, [0, 0, 0, 0]);
    },
    rings: 'WorkerIdle 25 stays',
  },
  {
    failure: 'Lambda may not decrypt the worker’s environment',
    happens: (world) => world.hold('stop', inFlight(WATCHED)),
    rings: 'WorkerIdle 20 stays',
  },
  {
    failure: 'Lambda takes the worker for a loop',
    happens: (world) => {
      world.hold('stop', inFlight(WATCHED));
      every(AGAIN, (minute) => world.dropAsLoop(minute));
    },
    rings: 'WorkerLoop 5 stays, WorkerIdle 20 stays',
  },
];
