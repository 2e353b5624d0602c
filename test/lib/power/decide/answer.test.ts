import { describe, expect, test } from 'vitest';
import { afterAnswer } from '../../../../lib/power/decide/answer.ts';
import type { Trouble } from '../../../../lib/power/fault.ts';
import { fixDelayMs } from '../../../../lib/power/fault.ts';
import { aFault } from '../../../builders.ts';

const refused = (trouble: Trouble) => aFault({ kind: 'refused', trouble, message: 'stop answered 4xx' });
const answered = (fault: ReturnType<typeof aFault>, before?: ReturnType<typeof aFault>) =>
  afterAnswer({ kind: 'fault', fault }, before, 60_000);

describe('what the answer to a stop leads to', () => {
  test('after an accepted stop we wait and look again', () => {
    expect(afterAnswer({ kind: 'ok', value: { openstackRequestId: null } }, undefined, 60_000)).toEqual({
      kind: 'wait',
      because: 'Nova accepted the stop',
      atLeastMs: 60_000,
    });
  });

  test('a stop that Nova refuses for good ends the intent', () => {
    expect(answered(refused('locked'))).toEqual({
      kind: 'done',
      outcome: 'held',
      because: 'locked: stop answered 4xx',
    });
    for (const [trouble, reason] of [
      ['forbidden', 'forbidden'],
      ['bad-request', 'not-stoppable'],
    ] as const)
      expect(answered(refused(trouble))).toEqual({
        kind: 'bury',
        reason,
        because: 'stop answered 4xx',
        fault: refused(trouble),
      });
  });

  for (const trouble of ['locked', 'forbidden', 'bad-request', 'unauthorized'] as const)
    for (const [kind, said] of [
      ['ambiguous', 'the stop may have arrived'],
      ['transient', 'the stop was not accepted'],
      ['conflict', 'the stop was not accepted'],
    ] as const)
      test(`a stop answered with ${trouble} (${kind}) concludes nothing and is looked at again`, () => {
        const fault = aFault({ kind, trouble, message: 'it says so' });
        expect(answered(fault, refused('unauthorized'))).toEqual({
          kind: 'wait',
          because: `${said}: it says so`,
          fault,
        });
      });

  for (const before of ['unauthorized', 'credentials'] as const)
    test(`a stop refused with 401 after ${before} is a trouble of the credentials`, () => {
      const message =
        'a new token was refused as well: the application credential has expired, or its access rules do not allow the call';
      expect(answered(refused('unauthorized'), refused(before))).toEqual({
        kind: 'wait',
        because: message,
        fault: { ...refused('unauthorized'), trouble: 'credentials', message },
      });
    });

  test('a first 401, a 401 after another trouble, and another trouble after a 401 keep their names', () => {
    for (const [trouble, before] of [
      ['unauthorized', undefined],
      ['unauthorized', refused('endpoint')],
      ['endpoint', refused('unauthorized')],
      // The token ran out before the stop left: nobody refused it.
      ['unauthorized', aFault({ kind: 'transient', trouble: 'unauthorized' })],
    ] as const)
      expect(answered(refused(trouble), before)).toEqual({
        kind: 'wait',
        because: 'the stop was not accepted: stop answered 4xx',
        fault: refused(trouble),
      });
  });
});

test('only a trouble that a person has to fix is left alone for five minutes', () => {
  const mendable: readonly Trouble[] = [
    'credentials',
    'admin',
    'configuration',
    'secret',
    'certificate',
    'endpoint',
    'clock',
  ];
  for (const trouble of mendable) expect(fixDelayMs(trouble), trouble).toBe(300_000);
  const others: readonly Trouble[] = [
    'not-found',
    'forbidden',
    'locked',
    'conflict',
    'bad-request',
    'unauthorized',
    'history',
    'throttled',
    'unreachable',
    'unavailable',
    'unanswered',
    'server-error',
    'unclear',
    'ledger',
    'queue',
    'busy',
    'bug',
  ];
  for (const trouble of others) expect(fixDelayMs(trouble), trouble).toBeUndefined();
});
