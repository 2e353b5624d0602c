import { describe, expect, test } from 'vitest';
import type { OffServer } from '../../../cli/report/night/night.ts';
import type { AuthHost } from '../../../cli/report/rates/charged.ts';
import { readRates } from '../../../cli/report/rates/read-rates.ts';
import { savingsOf } from '../../../cli/report/rates/savings.ts';
import { HOUR, NOON } from '../../builders.ts';
import { idOf } from '../a-cloud.ts';

const rates = (text: string) => {
  const read = readRates('rates.yml', text);
  if (read.kind === 'problems') throw new Error(read.problems.join('\n'));
  return read.rates;
};

const offFor = (hours: number, changes: Partial<OffServer> = {}): OffServer => ({
  ...{ cloud: 'otc', serverId: idOf(1), name: 'db-1', flavors: ['physical.o2.medium'], machine: 'bare-metal' as const },
  hours: {
    kind: 'known',
    offMs: hours * HOUR,
    spans: [{ fromAt: NOON, untilAt: NOON + hours * HOUR, end: 'still-off' }],
  },
  ...changes,
});

const OWN: AuthHost = () => 'keystone.example.org';
const OTC: AuthHost = () => 'iam.eu-de.otc.t-systems.com';
const HUAWEI: AuthHost = () => 'iam.eu-west-101.myhuaweicloud.eu';
const PRICED = rates('flavors: {physical.o2.medium: {pricePerHour: 2, currency: EUR, watts: 500}}');

describe('what hours off come to', () => {
  test('Money and energy are the hours times price and watts of the flavor', () => {
    const savings = savingsOf({ off: [offFor(10)] }, PRICED, OWN);
    expect(savings.servers[0]).toMatchObject({ money: { kind: 'saved', amount: 20, currency: 'EUR' }, kWh: 5 });
    expect([[...savings.totals], savings.kWh, savings.problems]).toEqual([[['EUR', 20]], 5, []]);
  });

  test.each([
    ['Open Telekom Cloud', OTC],
    ['Huawei Cloud', HUAWEI],
  ])('Bare metal of %s saves 0 with its reason, and its energy counts', (vendor, host) => {
    const { servers, totals, kWh } = savingsOf({ off: [offFor(10)] }, PRICED, host);
    expect(servers[0]?.money).toEqual({ kind: 'charged', amount: 0, because: expect.stringContaining(vendor) });
    expect([[...totals], kWh]).toEqual([[], 5]);
  });

  test.each([
    ['a host that only ends alike', () => 'iam.not-otc.t-systems.com', 'bare-metal', 'saved'],
    ['a virtual machine of the vendor', OTC, 'virtual', 'saved'],
    ['a machine of the vendor of which the kind is not shown', OTC, 'unknown', 'unknown'],
    ['a cloud whose address is not known', () => undefined, 'bare-metal', 'saved'],
  ] as const)('Of %s the money is what is known', (_, host, machine, kind) => {
    expect(savingsOf({ off: [offFor(1, { machine })] }, PRICED, host).servers[0]?.money.kind).toBe(kind);
  });

  test.each([
    ['false', OTC, 'saved'],
    ['true', OWN, 'charged'],
  ])('The rates file has the last word: chargedWhenOff: %s', (said, host, kind) => {
    const own = rates(`flavors: {physical.o2.medium: {pricePerHour: 2, currency: EUR, chargedWhenOff: ${said}}}`);
    expect(savingsOf({ off: [offFor(1)] }, own, host).servers[0]?.money.kind).toBe(kind);
  });

  test('A server without a rate has no number, and one line says so for all of them', () => {
    const off = [offFor(1, { flavors: ['m1.tiny'] }), offFor(1, { flavors: [], serverId: idOf(2) })];
    const { servers, problems, totals, kWh } = savingsOf({ off }, PRICED, OWN);
    expect(servers.map(({ money }) => money)).toEqual(Array(2).fill({ kind: 'no-rate', because: 'no rate' }));
    expect([[...totals], kWh]).toEqual([[], undefined]);
    expect(problems).toEqual(['rates.yml: no rate for 2 servers: m1.tiny, flavor not shown']);
  });

  test('Hours that are not known are worth no number, not 0', () => {
    const off = [offFor(1, { hours: { kind: 'unknown', because: 'no list' } })];
    const { servers } = savingsOf({ off }, PRICED, OWN);
    expect(servers[0]).toMatchObject({ money: { kind: 'unknown', because: 'no list' } });
    expect(servers[0]).not.toHaveProperty('kWh');
  });

  test('Currencies are not added to each other', () => {
    const two = rates(
      'flavors: {a: {pricePerHour: 1, currency: EUR}, b: {pricePerHour: 3, currency: CHF}, c: {pricePerHour: 2, currency: EUR}}',
    );
    const off = ['a', 'b', 'c'].map((flavor, n) => offFor(1, { serverId: idOf(n), flavors: [flavor] }));
    expect([...savingsOf({ off }, two, OWN).totals]).toEqual([
      ['EUR', 3],
      ['CHF', 3],
    ]);
  });

  test('Fields of a server, by id or by name, replace those of its flavor', () => {
    const own = rates(
      `flavors: {physical.o2.medium: {pricePerHour: 2, currency: EUR, watts: 500}}\nservers: {db-1: {watts: 100}, ${idOf(2).toUpperCase()}: {pricePerHour: 7, currency: EUR}}`,
    );
    const { servers } = savingsOf({ off: [offFor(1), offFor(1, { serverId: idOf(2), name: 'x' })] }, own, OWN);
    expect(servers).toMatchObject([
      { money: { amount: 2 }, kWh: 0.1 },
      { money: { amount: 7 }, kWh: 0.5 },
    ]);
  });

  test('A name that two servers have is not used, and one line says so', () => {
    const own = rates('servers: {db-1: {pricePerHour: 1, currency: EUR}}');
    const { servers, problems } = savingsOf({ off: [offFor(1), offFor(1, { serverId: idOf(2) })] }, own, OWN);
    expect(servers.map(({ money }) => money.kind)).toEqual(['no-rate', 'no-rate']);
    expect(problems.at(-1)).toBe(
      'rates.yml: servers.db-1: several servers have that name, so it is not used: name the id',
    );
  });
});

describe('a rates file', () => {
  test.each([
    ['flavours: {}', 'rates.yml: line 1, flavours: unknown field'],
    ['flavors:\n  a:\n    watts: 1\n    wats: 2', 'rates.yml: line 4, flavors.a.wats: unknown field'],
    ['flavors:\n  a:\n    watts: "1"', 'rates.yml: line 3, flavors.a.watts: must be a number'],
    ['flavors: {a: {watts: -1}}', 'rates.yml: line 1, flavors.a.watts: must not be negative'],
    ['flavors: {a: {pricePerHour: 0,5, currency: EUR}}', 'rates.yml: line 1, flavors.a.5: unknown field'],
    [
      'servers:\n\n  "db 1": {pricePerHour: 1}',
      'rates.yml: line 3, servers."db 1": pricePerHour and currency are given together, or neither',
    ],
    [
      'servers: {a: {pricePerHour: 1, currency: euro}}',
      'rates.yml: line 1, servers.a.currency: must be three capital letters, such as EUR',
    ],
    ['flavors: {a: {chargedWhenOff: maybe}}', 'rates.yml: line 1, flavors.a.chargedWhenOff: must be true or false'],
    ['flavors: [a]', 'rates.yml: line 1, flavors: must be rates by name'],
    ['- a', 'rates.yml: must be an object with flavors and servers'],
    ['flavors: {a: {watts: 1}', 'rates.yml: '],
    ['', 'rates.yml: must be an object'],
  ])('The file %j is refused in one line with file, line and field', (text, problem) => {
    expect(readRates('rates.yml', text)).toEqual({
      kind: 'problems',
      problems: expect.arrayContaining([expect.stringContaining(problem)]),
    });
  });

  test('A file whose mappings are empty has no rates', () => {
    expect(readRates('rates.yml', 'flavors:\nservers: {}')).toMatchObject({ kind: 'rates' });
  });
});
