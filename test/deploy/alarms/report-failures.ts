import { alertOnce, every, inFlight } from './deeds.ts';
import type { Failure } from './failure.ts';
import { WATCHED } from './world.ts';

/** What functions say in an alert line. */
export const REPORT_FAILURES: readonly Failure[] = [
  {
    failure: 'the table or the queue refuses: a request cannot be split',
    happens: (world) => {
      world.hold('stop', inFlight(WATCHED));
      every(5, (minute) => {
        world.call(minute, 'queue');
        world.say(minute, 'queue', (telemetry) => telemetry.alert({ what: 'ledger', because: 'b' }));
      });
    },
    rings: 'Alert 5 stays',
  },
  {
    failure: 'an item of the ledger is of a newer version',
    happens: (world) => alertOnce(world, 'ledger'),
    rings: 'Alert 5',
  },
  {
    failure: 'an event or a message to people does not leave',
    happens: (world) => alertOnce(world, 'report'),
    rings: 'Alert 5',
  },
  { failure: 'a calendar ends soon', happens: (world) => alertOnce(world, 'calendar'), rings: 'Alert 5' },
  { failure: 'a bug in our code meets a message', happens: (world) => alertOnce(world, 'bug'), rings: 'Alert 5' },
];
