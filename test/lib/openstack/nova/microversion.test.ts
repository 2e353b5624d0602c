import { expect, test } from 'vitest';
import { echoedMicroversion } from '../../../../lib/openstack/nova/microversion.ts';

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
])(
  'an answer with the version header %j and the older header %j was made with version %j',
  (newer, older, expected) => {
    const headers = { 'openstack-api-version': newer, 'x-openstack-nova-api-version': older };
    expect(echoedMicroversion(headers)).toBe(expected);
  },
);
