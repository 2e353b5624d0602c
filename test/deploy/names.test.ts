import { expect, test } from 'vitest';
import { nameProblems } from '../../deploy/names.ts';

test('a function name of 64 characters is accepted, and one of 65 is refused with one line', () => {
  expect(nameProblems({ prefix: 'a'.repeat(56) })).toEqual([]);
  expect(nameProblems({ prefix: 'a'.repeat(57) })).toEqual([
    `service, stage: the function "${'a'.repeat(57)}-webhook" has 65 characters, and Lambda takes 64: shorten one of them`,
  ]);
});

test.each(['lights_out-prod', '1ights-prod', 'lights-out-prod.eu'])('the names of %s are refused', (prefix) => {
  expect(nameProblems({ prefix })).toEqual([expect.stringContaining(`service, stage: "${prefix}" must begin`)]);
});
