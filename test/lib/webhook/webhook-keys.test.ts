import { expect, test } from 'vitest';
import type { SecretStage, SecretText } from '../../../lib/aws/secrets-manager.ts';
import { secret } from '../../../lib/secret.ts';
import { webhookKeys } from '../../../lib/webhook/webhook-keys.ts';

// Made of letters only, so that nobody takes them for keys in use.
const key = (letter: string) => `whsec_${letter.repeat(32)}`;

const value = (text: string): SecretText => ({ kind: 'value', value: secret(text) });
const ABSENT: SecretText = { kind: 'absent', because: 'ResourceNotFoundException' };
const UNAVAILABLE: SecretText = { kind: 'unavailable', because: 'TimeoutError' };

const world = (current: SecretText, previous: SecretText = ABSENT) => {
  const held = { AWSCURRENT: current, AWSPREVIOUS: previous };
  let now = 0;
  let reads = 0;
  const read = webhookKeys({
    source: { kind: 'secret', secretId: 'keys' },
    secrets: {
      read: async (_secretId: string, stage: SecretStage = 'AWSCURRENT') => {
        reads += 1;
        return held[stage];
      },
    },
    clock: { now: () => now },
  });
  return {
    held,
    wait: (ms: number) => {
      now += ms;
    },
    reads: () => reads,
    texts: async () => {
      const keys = await read();
      return keys.kind === 'keys' ? keys.keys.map((one) => one.reveal()) : keys;
    },
  };
};

test.each([
  { name: 'between white space', text: ` ${key('a')}\n${key('b')} ` },
  { name: 'as JSON', text: JSON.stringify({ keys: [key('a'), key('b')] }) },
])('a secret lists its keys $name', async ({ text }) => {
  expect(await world(value(text)).texts()).toEqual([key('a'), key('b')]);
});

test('keys of the settings are used as they are', async () => {
  const source = { kind: 'keys', keys: [] } as const;
  const read = webhookKeys({ source, secrets: { read: async () => UNAVAILABLE }, clock: { now: () => 0 } });
  expect(await read()).toEqual(source);
});

test('the keys before the last rotation are accepted too', async () => {
  expect(await world(value(key('b')), value(key('a'))).texts()).toEqual([key('b'), key('a')]);
});

test('a version before that was never usable is passed over', async () => {
  expect(await world(value(key('b')), value('placeholder')).texts()).toEqual([key('b')]);
});

test('keys are kept for five minutes and then read anew', async () => {
  const { held, wait, texts } = world(value(key('a')));
  expect(await texts()).toEqual([key('a')]);
  held.AWSCURRENT = value(key('b'));
  wait(299_999);
  expect(await texts()).toEqual([key('a')]);
  wait(1);
  expect(await texts()).toEqual([key('b')]);
});

test('trouble is not kept', async () => {
  const { held, texts } = world(UNAVAILABLE);
  expect(await texts()).toEqual({ kind: 'unavailable', because: 'secret keys: TimeoutError' });
  held.AWSCURRENT = value(key('a'));
  expect(await texts()).toEqual([key('a')]);
});

test('a secret without a usable key says so', async () => {
  expect(await world(value(' ')).texts()).toEqual({
    kind: 'unavailable',
    because: 'secret keys: holds no usable keys',
  });
});

test.each([
  { name: 'cannot be read', current: UNAVAILABLE, previous: ABSENT },
  { name: 'does not exist', current: ABSENT, previous: ABSENT },
  { name: 'has a version before that cannot be read', current: value(key('a')), previous: UNAVAILABLE },
  { name: 'holds a short key', current: value('whsec_QQ=='), previous: ABSENT },
  { name: 'holds other JSON', current: value('{"keys": "canary"}'), previous: ABSENT },
  { name: 'holds nothing', current: value(' '), previous: ABSENT },
])('a secret that $name is unavailable, without a word of its content', async ({ current, previous }) => {
  const keys = await world(current, previous).texts();
  expect(keys).toMatchObject({ kind: 'unavailable' });
  expect(JSON.stringify(keys)).not.toMatch(/canary|whsec/);
});
