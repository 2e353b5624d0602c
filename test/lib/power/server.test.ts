import { expect, test } from 'vitest';
import { powerOf } from '../../../lib/power/server.ts';
import { aServer } from '../../builders.ts';

const POWERS = [null, 0, 1, 3, 4, 6, 7];

test('the power is off at 4 alone, and unknown at 0 and null', () => {
  const powers = POWERS.map((powerState) => powerOf(aServer({ powerState })));
  expect(powers).toEqual(['not-told', 'not-told', 'on', 'on', 'off', 'on', 'on']);
});

test('where a cloud never shows the power, it is on at 1 alone', () => {
  const powers = POWERS.map((powerState) => powerOf(aServer({ powerState, powerNeverTold: true })));
  expect(powers).toEqual(['off', 'off', 'on', 'off', 'off', 'off', 'off']);
});
