import { expect, test } from 'vitest';
import { requestIdOf } from '../../../../lib/openstack/answer/request-id.ts';
import { headerValues } from '../../../../lib/openstack/http/header-values.ts';
import { echoedMicroversion } from '../../../../lib/openstack/nova/microversion.ts';
import { answer } from '../a-client.ts';

const [ONE, TWO] = ['req-549a78ea-ad34-404e-8c85-42a7a82c51bf', 'req-549a78ea-ad34-404e-8c85-42a7a82c51b0'];

test.each<[string | string[] | undefined, readonly string[]]>([
  [undefined, []],
  ['', []],
  ['a', ['a']],
  [' a , b,, a', ['a', 'b']],
  [
    ['a, b', 'c'],
    ['a', 'b', 'c'],
  ],
  ['a,\tb', ['a', 'b']],
])('the values of %j are %j', (value, expected) => {
  expect(headerValues({ x: value }, 'x')).toEqual(expected);
});

test.each<[string | undefined, string | undefined, number | null]>([
  ['compute 2.51', undefined, 51],
  ['compute 2.51, compute 2.51', undefined, 51],
  ['COMPUTE  2.51', undefined, 51],
  ['compute\t2.51', undefined, 51],
  ['baremetal 1.2, compute 2.9', undefined, 9],
  ['compute 2.58, compute 2.51', undefined, 51],
  ['placement 1.3', '2.51', 51],
  [undefined, '2.51, 2.51', 51],
  ['compute latest', undefined, null],
  [undefined, undefined, null],
])('an answer in version %j (older header %j) was made with %j', (newer, older, expected) => {
  const headers = { 'openstack-api-version': newer, 'x-openstack-nova-api-version': older };
  expect(echoedMicroversion(headers)).toBe(expected);
});

test.each<[string | undefined, string | undefined, string | null]>([
  [`${ONE}, ${ONE}`, undefined, ONE],
  [`${ONE}, `, undefined, ONE],
  [`../x, ${ONE}`, undefined, ONE],
  [undefined, `${ONE},${ONE}`, ONE],
  [`${ONE}, ${TWO}`, ONE, ONE],
  [`${ONE}, ${TWO}`, undefined, null],
])('a request that is named %j (and %j) has the id %j', (compute, openstack, expected) => {
  const headers = { 'x-compute-request-id': compute, 'x-openstack-request-id': openstack };
  expect(requestIdOf(answer(202, '', headers))).toBe(expected);
});
