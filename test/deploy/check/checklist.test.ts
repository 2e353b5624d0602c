import { rm } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { CHECKLIST, check } from '../../../deploy/check/checklist.ts';
import { WITH_NETWORK } from '../../../deploy/check/network-suppressions.ts';
import { type Packaged, packagedFrom, readPackaged } from '../../../deploy/check/packaged.ts';
import { REFUSED_BY_AWS } from '../../../deploy/check/refused-by-aws.ts';
import { SUPPRESSIONS } from '../../../deploy/check/suppressions.ts';
import { packageService } from '../../../local/stack/package-stack.ts';
import { serviceCopy } from '../service-copy.ts';
import { resourcesThatTakeMore, valuesThatNobodyReads } from './every-value.ts';
import { FAULTS } from './faults/all.ts';
import type { Fault } from './faults/edit.ts';

let folder: string;
let packaged: Packaged;
beforeAll(async () => {
  folder = await serviceCopy();
  packaged = await readPackaged(await packageService(folder));
}, 60_000);
afterAll(() => rm(folder, { recursive: true }));

const byText = (one: string, other: string): number => one.localeCompare(other);
const withFault = (fault: Fault): Packaged => {
  const whole: object = JSON.parse(packaged.text);
  fault(whole);
  return packagedFrom(JSON.stringify(whole), packaged.zips, packaged.sources);
};
const findingsOf = (id: string, of: Packaged) =>
  CHECKLIST.filter((line) => line.id === id).flatMap((line) => check(line, of).findings);

test.each(CHECKLIST)('the packaged service passes the line $id of the checklist', ({ id }) => {
  expect(findingsOf(id, packaged)).toEqual([]);
});

const EVERY_FAULT = Object.entries(FAULTS).flatMap(([id, faults]) =>
  Object.entries(faults).map(([fault, make]) => ({ id, fault, make })),
);

test.each(EVERY_FAULT)('the line $id of the checklist finds that $fault', ({ id, make }) => {
  expect(findingsOf(id, withFault(make))).not.toEqual([]);
});

// Those of a VPC and of traces are needed with these alone: test/deploy/network-packaged.test.ts.
const FOR_DEFAULTS = SUPPRESSIONS.filter((one) => !WITH_NETWORK.includes(one));

test('each suppression of the checklist is needed and says why', () => {
  const accepted = CHECKLIST.flatMap((line) =>
    check(line, packaged).accepted.map(({ finding }) => `${line.id} ${finding.where}: ${finding.what}`),
  );
  expect(accepted.toSorted(byText)).toEqual(
    FOR_DEFAULTS.map(({ line, where, what }) => `${line} ${where}: ${what}`).toSorted(byText),
  );
  for (const { because } of FOR_DEFAULTS) {
    expect(because.length).toBeGreaterThan(20);
  }
});

test('every line of the checklist has a fault that it finds', () => {
  expect(Object.keys(FAULTS).toSorted(byText)).toEqual(CHECKLIST.map(({ id }) => id).toSorted(byText));
});

test.each([
  { name: 'a source map', file: 'dist/queue/index.mjs.map', text: '{}' },
  { name: 'a test', file: 'test/lib/power/step/step.test.ts', text: '' },
  { name: 'a module that names its map', file: 'dist/queue/index.mjs', text: '//# sourceMappingURL=index.mjs.map' },
])('the checklist finds a zip with $name', ({ file, text }) => {
  const zips = new Map([...packaged.zips, ['queue.zip', [{ name: file, bytes: Buffer.from(text) }]]]);
  expect(findingsOf('zip-files', packagedFrom(packaged.text, zips))).toHaveLength(1);
});

test('the checklist finds a zip with an AWS access key', () => {
  const bytes = Buffer.from(`const key = "AKIA${'A'.repeat(16)}";`);
  const zips = new Map([...packaged.zips, ['queue.zip', [{ name: 'dist/queue/index.mjs', bytes }]]]);
  expect(findingsOf('no-secret', packagedFrom(packaged.text, zips))).toEqual([
    { where: 'queue.zip:dist/queue/index.mjs', what: 'holds what looks like an AWS access key' },
  ]);
});

test('another value in the place of any one of a packaged template is found by a line of the checklist', () => {
  expect(valuesThatNobodyReads(packaged)).toEqual([]);
}, 30_000);

test('a property that any resource of a packaged template has beside its own is found by a line of the checklist', () => {
  expect(resourcesThatTakeMore(packaged)).toEqual([]);
}, 30_000);

test('the lines that fail the packaging are those of the checklist that AWS itself would refuse', () => {
  expect(REFUSED_BY_AWS.map(({ id }) => id).toSorted(byText)).toEqual(
    CHECKLIST.flatMap(({ id, refusedByAws }) => (refusedByAws === true ? [id] : [])).toSorted(byText),
  );
});

test('the checklist finds a zip with more code than Lambda takes', () => {
  const bytes = Buffer.alloc(1_048_576);
  const entries = Array.from({ length: 251 }, (_, n) => ({ name: `dist/queue/part-${n}.mjs`, bytes }));
  expect(findingsOf('code-size', packagedFrom(packaged.text, new Map([['queue.zip', entries]])))).toEqual([
    { where: 'queue.zip', what: 'has 263192576 bytes of code, and Lambda takes 262144000' },
  ]);
});

// The service under test has functions that do nothing, so that all of the code is this.
const LATE = { name: 'dist/queue/late.mjs', bytes: Buffer.alloc(900_000) };
const HAS = { where: 'queue.zip', what: expect.stringMatching(/^has \d{6} bytes of code, and \d{6} are agreed$/) };
const LOADS = {
  where: 'queue.zip',
  what: expect.stringMatching(/^a cold start loads \d{6} bytes of code, and \d{6} are agreed$/),
};

test.each([
  { name: 'is loaded when it is needed', before: 'const late=()=>import("./late.mjs");', findings: [HAS] },
  { name: 'every cold start loads', before: 'import"./late.mjs";', findings: [LOADS, HAS] },
  { name: 'every cold start loads by name', before: 'import{a as b}from"./late.mjs";', findings: [LOADS, HAS] },
])('the checklist finds a function that grew by code that $name', ({ before, findings }) => {
  const entries = (packaged.zips.get('queue.zip') ?? []).map((entry) =>
    entry.name === 'dist/queue/index.mjs'
      ? { ...entry, bytes: Buffer.concat([Buffer.from(before), entry.bytes]) }
      : entry,
  );
  const zips = new Map([...packaged.zips, ['queue.zip', [...entries, LATE]]]);
  expect(findingsOf('bundle-size', packagedFrom(packaged.text, zips))).toEqual(findings);
});

test('the checklist finds a function without an entry, and one whose bytes nobody has agreed to', () => {
  const entries = [{ name: 'dist/queue/other.mjs', bytes: Buffer.alloc(1) }];
  const zips = new Map([
    ['queue.zip', entries],
    ['another.zip', entries],
  ]);
  expect(findingsOf('bundle-size', packagedFrom(packaged.text, zips))).toEqual([
    { where: 'queue.zip', what: expect.stringMatching(/^a cold start loads 0 bytes of code/) },
    { where: 'another.zip', what: 'nobody has said how many bytes it may have' },
  ]);
});
