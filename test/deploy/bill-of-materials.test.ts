import { expect, test } from 'vitest';
import { cycloneDx, licenceTexts, unknownLicences } from '../../deploy/bill-of-materials.ts';

const packages = [
  { name: '@aws-sdk/core', version: '3.1.0', licence: 'Apache-2.0', licenceText: 'Apache License\n' },
  { name: 'odd', version: '1.0.0', licence: 'AGPL-3.0-only' },
];

test('a package whose licence is not accepted is named', () => {
  expect(unknownLicences(packages)).toEqual(['odd@1.0.0: AGPL-3.0-only']);
});

test('the bill of materials names each package by its package URL, and contains no time', () => {
  const bill = cycloneDx({ name: 'lights-out', version: '0.1.0' }, packages);
  expect(bill).toMatchObject({
    bomFormat: 'CycloneDX',
    components: [{ purl: 'pkg:npm/%40aws-sdk/core@3.1.0', licenses: [{ license: { id: 'Apache-2.0' } }] }, {}],
  });
  expect(JSON.stringify(bill)).not.toMatch(/timestamp|serialNumber/);
});

test('the licences are written with their texts', () => {
  expect(licenceTexts(packages)).toBe(
    '@aws-sdk/core@3.1.0 (Apache-2.0)\n\nApache License\n\n----\n\nodd@1.0.0 (AGPL-3.0-only)\n\nships no licence file',
  );
});
