import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { hopelessProblem, isSignedBy, parseSignature } from '../../../lib/webhook/verify.ts';
import { NOON } from '../../builders.ts';
import { KEY, keysOf, OTHER_KEY, sign } from './a-webhook.ts';

const NOW = String(NOON / 1000);
const WRONG = `v1,${Buffer.alloc(32).toString('base64')}`;

const headers = (changes: Record<string, string | undefined> = {}) => ({
  'webhook-id': 'msg_1',
  'webhook-timestamp': NOW,
  'webhook-signature': WRONG,
  ...changes,
});

describe('headers', () => {
  test.each([
    ['webhook-id', undefined],
    ['webhook-id', ''],
    ['webhook-id', 'a.b'],
    ['webhook-id', 'é'],
    ['webhook-id', 'a\n'],
    ['webhook-id', 'x'.repeat(257)],
    ['webhook-timestamp', undefined],
    ['webhook-timestamp', ''],
    ['webhook-timestamp', '123abc'],
    ['webhook-timestamp', `${NOW}x`],
    ['webhook-timestamp', `${NOW}; x`],
    ['webhook-timestamp', ` +${NOW}`],
    ['webhook-timestamp', '1.7e9'],
    ['webhook-timestamp', '-1'],
    ['webhook-timestamp', NOW.slice(1)],
    ['webhook-timestamp', `0${NOW}`],
    ['webhook-timestamp', '12345678901234567890'],
    ['webhook-timestamp', `${NOW},${NOW}`],
    ['webhook-timestamp', `${NOW}\n`],
    ['webhook-signature', undefined],
    ['webhook-signature', ''],
    ['webhook-signature', `${WRONG} ${'x'.repeat(4096 - WRONG.length)}`],
    ['webhook-signature', 'v1'],
    ['webhook-signature', 'v1,'],
    ['webhook-signature', 'v1,AAAA'],
    ['webhook-signature', WRONG.replace('v1,', 'v1a,')],
    ['webhook-signature', WRONG.slice(3)],
    ['webhook-signature', WRONG.slice(0, -1)],
    ['webhook-signature', `${WRONG}=`],
  ])('%s: %j is no signature', (name, value) => {
    expect(parseSignature(headers({ [name]: value }))).toBeUndefined();
  });

  test('headers are read in lower case only, as API Gateway hands them on', () => {
    expect(parseSignature({ 'Webhook-Id': 'a', 'Webhook-Timestamp': NOW, 'Webhook-Signature': WRONG })).toBeUndefined();
    expect(parseSignature(headers())).toEqual({ webhookId: 'msg_1', timestampAt: NOON, signatures: [WRONG] });
  });

  test('headers may be as long as they may be', () => {
    const longest = headers({
      'webhook-id': 'x'.repeat(256),
      'webhook-signature': `${WRONG} ${'x'.repeat(4095 - WRONG.length)}`,
    });
    expect(parseSignature(longest)).toBeDefined();
  });

  test('headers with many signatures are read up to the tenth', () => {
    const signature = parseSignature(
      headers({ 'webhook-signature': Array(1000).fill('v1,a').fill(WRONG, 0, 80).join(' ').slice(0, 4096) }),
    );
    expect(signature?.signatures).toHaveLength(10);
  });
});

describe('a signature', () => {
  const check = (
    body: string | Buffer,
    signatures: readonly string[],
    { id = 'msg_1', timestamp = NOW, keys = KEY, now = NOON } = {},
  ) => {
    const signature = parseSignature({
      'webhook-id': id,
      'webhook-timestamp': timestamp,
      'webhook-signature': signatures.join(' '),
    });
    if (signature === undefined) return 'no signature';
    const bytes = Buffer.from(body);
    const hopeless = hopelessProblem(signature, bytes, now);
    return hopeless ?? (isSignedBy(signature, bytes, keysOf(keys)) ? undefined : 'no key matches');
  };
  const good = sign(KEY, 'msg_1', NOW, '{}');

  test("a signature holds for the specification's own example", () => {
    const held = check('{"test": 2432232314}', ['v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE='], {
      id: 'msg_p5jXN8AQM9LWM0D4loKWxJek',
      timestamp: '1614265330',
      keys: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
      now: 1_614_265_330_000,
    });
    expect(held).toBeUndefined();
  });

  test('a signature holds over any text, with any of the keys, among other signatures', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.constantFrom(KEY, OTHER_KEY), fc.nat(9), (text, key, place) => {
        const body = Buffer.from(text);
        const signatures: string[] = Array(10).fill('v1,AAAA');
        signatures[place] = sign(key, 'msg_1', NOW, body);
        expect(check(body, signatures, { keys: `${KEY} ${OTHER_KEY}` })).toBeUndefined();
      }),
    );
  });

  test('a signature does not hold in the eleventh place', () => {
    expect(check('{}', [...Array(9).fill(WRONG), good])).toBeUndefined();
    expect(check('{}', [...Array(10).fill(WRONG), good])).toBe('no key matches');
  });

  test.each([
    ['of another version', good.replace('v1,', 'v2,'), 'no signature'],
    ['asymmetric', good.replace('v1,', 'v1a,'), 'no signature'],
    ['cut', good.slice(0, -1), 'no signature'],
    ['bare', good.slice(3), 'no signature'],
    ['of an old key', sign(OTHER_KEY, 'msg_1', NOW, '{}'), 'no key matches'],
  ])('a signature does not hold: %s', (_, signature, problem) => {
    expect(check('{}', [signature])).toBe(problem);
  });

  test.each([
    [300_000, undefined],
    [300_001, 'too old'],
    [-300_000, undefined],
    [-300_001, 'too new'],
  ])('%d ms after its timestamp: %s', (after, problem) => {
    expect(check('{}', [good], { now: NOON + after })).toBe(problem);
  });

  test('a signature does not hold over bytes that are not UTF-8, though their text is the same', () => {
    const body = Buffer.from([0x7b, 0xff, 0x7d]);
    const text = '{\ufffd}';
    expect(check(body, [sign(KEY, 'msg_1', NOW, text)])).toBe('not UTF-8');
    expect(check(body, [sign(KEY, 'msg_1', NOW, body)])).toBe('not UTF-8');
    expect(check(text, [sign(KEY, 'msg_1', NOW, text)])).toBeUndefined();
  });
});
