import { expect, test } from 'vitest';
import { isIdentityCode, meaningOfCode } from '../../../lib/openstack/fault-codes.ts';

// DOMAIN 8.4 and 8.5, code by code: whatever the status says.
const CODES: Readonly<Record<string, readonly string[]>> = {
  'conflict/conflict': ['BMS.0035', 'BMS.0036', 'BMS.0037', 'BMS.0039', 'Ecs.0100'],
  'refused/not-found': ['BMS.0040', 'Ecs.0114', 'Ecs.0614'],
  'refused/locked': ['Ecs.0605'],
  'refused/forbidden': [
    ...['BMS.0004', 'BMS.0005', 'BMS.0032', 'BMS.0033', 'BMS.0213', 'BMS.0288'],
    ...['Ecs.0003', 'Ecs.0004', 'Ecs.0066', 'Ecs.0067', 'Ecs.0068', 'Ecs.0069', 'Ecs.0070', 'Ecs.0071', 'Ecs.0110'],
    ...['Pdp.0001', 'APIG.0302', 'APIG.0306', 'APIG.0310', 'APIG.0401', 'APIG.0402', 'APIG.0802'],
  ],
  'refused/bad-request': ['BMS.0001', 'BMS.0002', 'BMS.0018', 'BMS.0022', 'Ecs.0005'],
  'refused/unauthorized': ['BMS.3011', 'Common.0013', 'APIG.0301', 'APIG.0305', 'APIG.0307'],
  'refused/configuration': ['Common.0018', 'Ecs.0023'],
  'refused/endpoint': ['APIG.0101', 'APIG.0103'],
  'transient/throttled': ['BMS.0212', 'Common.1503', 'APIG.0308', 'IAM.0012'],
  'transient/throttled 60000': ['Ecs.0603'],
  'transient/unavailable': ['APIG.0613'],
  'ambiguous/server-error': [
    ...['BMS.0006', 'BMS.1006', 'BMS.1007', 'Ecs.0000', 'Ecs.0002', 'Ecs.1002', 'Common.0001', 'Common.0025'],
  ],
};

const meant = (code: string): string | undefined => {
  const meaning = meaningOfCode(code);
  if (meaning === undefined) return undefined;
  const { kind, trouble, retryAfterMs } = meaning;
  return `${kind}/${trouble}${retryAfterMs === undefined ? '' : ` ${retryAfterMs}`}`;
};

for (const [expected, codes] of Object.entries(CODES))
  test.each(codes)(`%s is ${expected}`, (code) => {
    expect(meant(code)).toBe(expected);
  });

test('the other vendor’s gateway has the same codes under its own name', () => {
  expect(meant('APIGW.0308')).toBe('transient/throttled');
  expect(meant('apigw.0101')).toBe('refused/endpoint');
});

test('a code that is not listed means nothing by itself', () => {
  for (const code of ['BMS.9999', 'APIG.0999', 'itemNotFound', '']) expect(meaningOfCode(code), code).toBeUndefined();
});

test('the codes of the identity service are told apart from all others', () => {
  for (const code of ['IAM.0061', 'iam.9999']) expect(isIdentityCode(code), code).toBe(true);
  for (const code of ['BMS.0040', 'XIAM.0101', 'IAMX.0101']) expect(isIdentityCode(code), code).toBe(false);
});
