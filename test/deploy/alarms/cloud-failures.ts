import { alertOnce, giveUp, inFlight, look, lookAgain, looks, NOTHING, waitInVain } from './deeds.ts';
import type { Failure } from './failure.ts';

/** A cloud, its credentials, or a machine in it. */
export const CLOUD_FAILURES: readonly Failure[] = [
  {
    failure: 'the clouds secret is missing, or may not be read',
    happens: (world) => waitInVain(world, looks(60, 5), 'secret'),
    rings: 'Alert 5, WaitsForOperator 5, StopDeadLettered 65, DeadLetters 78 stays',
  },
  {
    failure: 'the newest clouds secret is broken, and the one before is used for an hour',
    happens: (world) => alertOnce(world, 'cloud'),
    rings: 'Alert 5',
  },
  {
    failure: 'the password is wrong',
    happens: (world) => waitInVain(world, looks(60, 5), 'credentials'),
    rings: 'Alert 5, WaitsForOperator 5, StopDeadLettered 65, DeadLetters 78 stays',
  },
  {
    failure: 'the token has an admin role',
    happens: (world) => waitInVain(world, looks(60, 5), 'admin'),
    rings: 'Alert 5, WaitsForOperator 5, StopDeadLettered 65, DeadLetters 78 stays',
  },
  {
    failure: 'a certificate, an address or a proxy is refused',
    happens: (world) => waitInVain(world, looks(60, 5), 'certificate'),
    rings: 'Alert 5, WaitsForOperator 5, StopDeadLettered 65, DeadLetters 78 stays',
  },
  {
    failure: 'the clocks differ too much',
    happens: (world) => waitInVain(world, looks(60, 5), 'clock'),
    rings: 'Alert 5, WaitsForOperator 5, StopDeadLettered 65, DeadLetters 78 stays',
  },
  {
    failure: 'the action list is refused',
    happens: (world) => waitInVain(world, looks(60), 'history'),
    rings: 'WaitsForOperator 5, StopDeadLettered 65, DeadLetters 78 stays',
  },
  {
    failure: 'Nova or Keystone does not answer for the whole window, one server',
    happens: (world) => waitInVain(world, looks(60), 'unanswered'),
    rings: 'CloudUnreachable 15 twice, StopDeadLettered 65, DeadLetters 78 stays',
  },
  {
    failure: 'Nova asks for a quarter of an hour again and again (503 with Retry-After)',
    happens: (world) => waitInVain(world, [0, 15, 30, 45], 'unavailable'),
    rings: 'StopDeadLettered 65, DeadLetters 78 stays',
  },
  {
    failure: 'nova-compute is down: an accepted stop is not carried out',
    happens: (world) => {
      world.hold('stop', inFlight(16));
      lookAgain(world, looks(15));
      giveUp(world, 15, 'stuck');
    },
    rings: 'MachineInDoubt 18, StopDeadLettered 20, DeadLetters 33 stays',
  },
  {
    failure: 'Nova says stopped and the power is on',
    happens: (world) => {
      world.hold('stop', NOTHING);
      giveUp(world, 0, 'unverified');
    },
    rings: 'MachineInDoubt 3, StopDeadLettered 5, DeadLetters 18 stays',
  },
  {
    failure: 'our stop arrives after a user’s power-on',
    happens: (world) => {
      alertOnce(world, 'late-race');
      look(world, 0, { kind: 'superseded', because: 'b' });
    },
    rings: 'MachineInDoubt 3, Alert 5',
  },
  {
    failure: 'a stop is refused for good, or its server does not exist',
    happens: (world) => {
      world.hold('stop', NOTHING);
      giveUp(world, 0, 'forbidden');
    },
    rings: 'StopDeadLettered 5, DeadLetters 18 stays',
  },
];
