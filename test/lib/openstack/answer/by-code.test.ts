import { expect, test } from 'vitest';
import { isIdentityCode, meaningOfCode } from '../../../../lib/openstack/answer/by-code.ts';
import { coded, rowsUnder } from '../../../docs/nova-page.ts';
import { inWords } from '../in-words.ts';

// docs/nova.md, section 8, code by code: whatever the status says.
const CODES = rowsUnder('codes').flatMap(([codes, , means = '']) => coded(codes).map((code) => ({ code, means })));

const meant = (code: string): string | undefined => {
  const meaning = meaningOfCode(code);
  return meaning && inWords(meaning);
};

test.each(CODES)('the code $code is $means, as docs/nova.md says', ({ code, means }) => {
  expect(meant(code)).toBe(means);
});

test('every code with a meaning is listed in docs/nova.md once', () => {
  const prefixes = new Set(CODES.map(({ code }) => code.replace(/\d+$/, '')));
  expect([...prefixes]).toEqual(['BMS.', 'Ecs.', 'Pdp.', 'APIG.', 'Common.', 'IAM.']);
  const all = [...prefixes].flatMap((prefix) =>
    Array.from({ length: 10_000 }, (_, n) => `${prefix}${String(n).padStart(4, '0')}`),
  );
  expect(all.filter((code) => meant(code) !== undefined)).toEqual(
    CODES.map(({ code }) => code).toSorted((one, other) => all.indexOf(one) - all.indexOf(other)),
  );
});

test('the gateway codes of Huawei mean the same under their own name', () => {
  expect(meant('APIGW.0308')).toBe('`transient/throttled`');
  expect(meant('apigw.0101')).toBe('`refused/endpoint`');
});

test('a code that is not listed has no meaning of its own', () => {
  for (const code of ['BMS.9999', 'APIG.0999', 'itemNotFound', '']) expect(meaningOfCode(code), code).toBeUndefined();
});

test('the codes of the identity service are distinguished from all others', () => {
  for (const code of ['IAM.0061', 'iam.9999']) expect(isIdentityCode(code), code).toBe(true);
  for (const code of ['BMS.0040', 'XIAM.0101', 'IAMX.0101']) expect(isIdentityCode(code), code).toBe(false);
});
