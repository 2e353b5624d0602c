import { rm } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CHECKLIST, check } from '../../../deploy/check/checklist.ts';
import { type Packaged, packagedFrom, readPackaged } from '../../../deploy/check/packaged.ts';
import { SUPPRESSIONS, type Suppression } from '../../../deploy/check/suppressions.ts';
import { packageService } from '../../../local/stack/package-stack.ts';
import { serviceCopy } from '../service-copy.ts';
import type { Fault } from './fault.ts';
import { FAULTS } from './faults.ts';

let folder: string;
let packaged: Packaged;
beforeAll(async () => {
  folder = await serviceCopy();
  packaged = await readPackaged(await packageService(folder));
}, 60_000);
afterAll(() => rm(folder, { recursive: true }));

const withFault = (fault: Fault): Packaged => {
  const whole: object = JSON.parse(packaged.text);
  fault(whole);
  return packagedFrom(JSON.stringify(whole), packaged.zips);
};
const findingsOf = (id: string, of: Packaged) =>
  CHECKLIST.filter((line) => line.id === id).flatMap((line) => check(line, of).findings);

describe.each(CHECKLIST)('$id: $says', ({ id }) => {
  test(`the packaged service passes the line ${id}`, () => {
    expect(findingsOf(id, packaged)).toEqual([]);
  });

  test(`the line ${id} finds a template that breaks it`, () => {
    for (const fault of FAULTS[id] ?? []) {
      expect(findingsOf(id, withFault(fault)), fault.toString()).not.toEqual([]);
    }
  });
});

// Those of a VPC and of traces are needed with them only: test/deploy/network-packaged.test.ts.
const isForDefaults = ({ what = '' }: Suppression): boolean => !/^(?:ec2|xray):/.test(what);

test('each suppression of the checklist is needed and says why', () => {
  const accepted = CHECKLIST.flatMap((line) =>
    check(line, packaged).accepted.map(({ finding, because }) => `${line.id} ${finding.where} ${because}`),
  );
  for (const { line, where, because } of SUPPRESSIONS.filter(isForDefaults)) {
    expect(accepted).toContain(`${line} ${where} ${because}`);
    expect(because.length).toBeGreaterThan(20);
  }
});

test('every line of the checklist has a fault that it finds', () => {
  expect(Object.keys(FAULTS)).toEqual(CHECKLIST.map(({ id }) => id));
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
