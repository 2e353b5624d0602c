import { expect, test } from 'vitest';
import { zoneProblem } from '../../deploy/time-zone.ts';

test.each([
  'Europe/Berlin',
  'UTC',
  'Asia/Kolkata',
  'Europe/Kyiv',
  'US/Eastern',
  'America/Port-au-Prince',
  'Etc/GMT+5',
  'EST',
  'Europe/Isle_of_Man',
  'GB-Eire',
])('the time zone %s is accepted', (zone) => expect(zoneProblem(zone)).toBeUndefined());

test.each([
  ['+02:00', 'is an offset'],
  ['-0500', 'is an offset'],
  ['Europe/Bonn', 'is not a time zone'],
  ['', 'is not a time zone'],
  ['europe/berlin', 'is spelt Europe/Berlin'],
  ['Utc', 'is spelt UTC'],
  ['us/eastern', 'is spelt US/Eastern'],
  ['US/EASTERN', 'is spelt US/Eastern'],
  ['Asia/KOLKATA', 'is spelt Asia/Kolkata'],
  ['BST', 'is not a name of the IANA time zone database'],
  ['IST', 'is not a name of the IANA'],
  ['PST', 'is not a name of the IANA'],
  ['SystemV/AST4', 'is not a name of the IANA'],
  ['Factory', 'is not a time zone'],
])('the time zone "%s" is refused with a reason', (zone, problem) => expect(zoneProblem(zone)).toContain(problem));
