import { choose, every, inFlight, look, lookAgain, looks, NOTHING } from './deeds.ts';
import type { World } from './world.ts';

/** Something ordinary that no alarm may ring for. */
export interface NonFailure {
  readonly night: string;
  readonly happens: (world: World) => void;
}

const stopped = (world: World, minute: number): void => look(world, minute, { kind: 'stopped', because: 'b' });

export const NON_FAILURES: readonly NonFailure[] = [
  { night: 'nothing happens, and no metric has a value', happens: () => {} },
  { night: 'nothing happens, and the queue is polled', happens: (world) => world.hold('stop', NOTHING) },
  {
    night: 'a server is off within a minute',
    happens: (world) => {
      world.hold('stop', inFlight(1));
      lookAgain(world, [0, 0, 0]);
      stopped(world, 0);
    },
  },
  {
    night: 'the cloud asks for a quarter of an hour, twice (429 with `Retry-After`)',
    happens: (world) => {
      world.hold('stop', inFlight(31));
      lookAgain(world, [0, 15], 'throttled');
      stopped(world, 30);
    },
  },
  {
    night: 'a server takes fourteen minutes to power off, and is looked at every five',
    happens: (world) => {
      world.hold('stop', inFlight(15));
      lookAgain(world, looks(14));
      stopped(world, 14);
    },
  },
  {
    night: 'only the roll call of a request is left, with a quarter of an hour between its looks',
    happens: (world) => {
      world.hold('stop', inFlight(121));
      every(15, (minute) => world.call(minute, 'queue'), 121);
    },
  },
  {
    night: '1,000 servers, and the cloud fails for ten seconds of it',
    happens: (world) => {
      world.hold('stop', (minute) => ({
        visible: minute === 0 ? 1000 : 0,
        hidden: minute >= 0 && minute < 20 ? 990 : 0,
      }));
      every(1, (minute) => world.call(minute, 'queue'), 20);
      world.say(7, 'queue', (telemetry) => {
        for (let server = 0; server < 300; server += 1)
          telemetry.listAgain({ ...LISTED, trouble: 'unanswered', because: 'b', delayMs: 1, receiveCount: 1 });
      });
    },
  },
  {
    night: 'a deployment holds the look-agains up for six minutes',
    happens: (world) => {
      world.hold('stop', inFlight(15));
      lookAgain(world, [0, 1, 2, 8, 9]);
      stopped(world, 14);
    },
  },
  {
    night: 'a token runs out, and the next one is accepted',
    happens: (world) => {
      world.hold('stop', inFlight(2));
      lookAgain(world, [0], 'unauthorized');
      stopped(world, 1);
    },
  },
  {
    night: 'a cloud is frozen, and thawed in time',
    happens: (world) => {
      world.hold('stop', inFlight(41));
      lookAgain(world, looks(40), 'frozen');
      stopped(world, 40);
    },
  },
  {
    night: 'a user starts the server again',
    happens: (world) => {
      world.hold('stop', NOTHING);
      look(world, 0, { kind: 'superseded', because: 'b' });
    },
  },
  { night: 'a caller’s typo: three calls are answered 400', happens: (world) => world.answer(0, '4xx', 3) },
];

/** A night without the alarm `NoneMatched`. */
export const WITHOUT_NONE_MATCHED: NonFailure = {
  night: 'a selection matches no server, without `noneMatchedAlarm`',
  happens: (world) => choose(world, 'none-matched'),
};

const LISTED = { source: 'queue', requestId: 'r', cloud: 'otc', dryRun: false } as const;
