import { expect, test } from 'vitest';
import type { SecretStage, SecretText } from '../../../lib/aws/secrets-manager.ts';
import { secret } from '../../../lib/secret.ts';
import { webhookKeyReader } from '../../../lib/webhook/read-keys.ts';

// Made of letters only, so that nobody takes them for keys in use.
const key = (letter: string) => `whsec_${letter.repeat(32)}`;

const value = (text: string): SecretText => ({ kind: 'value', value: secret(text) });
const ABSENT: SecretText = { kind: 'absent', because: 'ResourceNotFoundException' };
const UNAVAILABLE: SecretText = { kind: 'unavailable', because: 'TimeoutError' };

const world = (current: SecretText, previous: SecretText = ABSENT) => {
  const held = { AWSCURRENT: current, AWSPREVIOUS: previous };
  let now = 0;
  let reads = 0;
  const told: string[] = [];
  const read = webhookKeyReader({
    source: { kind: 'secret', secretId: 'keys' },
    secrets: {
      read: async (_secretId: string, stage: SecretStage = 'AWSCURRENT') => {
        reads += 1;
        return held[stage];
      },
    },
    clock: { now: () => now },
    onTrouble: (because) => told.push(because),
  });
  return {
    held,
    told,
    keys: read,
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
  const read = webhookKeyReader({ source, secrets: { read: async () => UNAVAILABLE }, clock: { now: () => 0 } });
  expect(await read()).toEqual(source);
});

test('the keys before the last rotation are accepted too', async () => {
  expect(await world(value(key('b')), value(key('a'))).texts()).toEqual([key('b'), key('a')]);
});

test('a version before that was never usable is passed over', async () => {
  expect(await world(value(key('b')), value('placeholder')).texts()).toEqual([key('b')]);
});

test('keys are kept for five minutes and then read again', async () => {
  const { held, wait, texts } = world(value(key('a')));
  expect(await texts()).toEqual([key('a')]);
  held.AWSCURRENT = value(key('b'));
  wait(299_999);
  expect(await texts()).toEqual([key('a')]);
  wait(1);
  expect(await texts()).toEqual([key('b')]);
});

test('a failed reading is remembered for some seconds, however many callers there are', async () => {
  const { held, wait, reads, texts, told } = world(UNAVAILABLE);
  const unavailable = { kind: 'unavailable', because: 'secret keys: the current version: TimeoutError' };
  expect(await Promise.all([texts(), texts(), texts()])).toEqual([unavailable, unavailable, unavailable]);
  held.AWSCURRENT = value(key('a'));
  wait(4_999);
  expect(await texts()).toEqual(unavailable);
  expect(reads()).toBe(2);
  wait(1);
  expect(await texts()).toEqual([key('a')]);
  expect(told).toEqual([]);
});

test('the keys of the last good reading sign for a quarter of an hour, and not in silence to its end', async () => {
  const { held, wait, texts, told, keys } = world(value(key('b')), value(key('a')));
  await texts();
  held.AWSCURRENT = UNAVAILABLE;
  held.AWSPREVIOUS = UNAVAILABLE;
  wait(300_000);
  expect(await texts()).toEqual([key('b'), key('a')]);
  wait(299_999);
  await texts();
  expect(told).toEqual([]);
  wait(30_000);
  expect(await keys()).not.toHaveProperty('doubt');
  expect(told).toEqual(['secret keys: the current version: TimeoutError; the previous version: TimeoutError']);
  wait(270_001);
  expect(await keys()).toMatchObject({ kind: 'unavailable' });
});

test('a key that is rotated between the two readings is found in the second', async () => {
  const stored = { AWSCURRENT: value(key('b')), AWSPREVIOUS: value(key('a')) };
  const read = webhookKeyReader({
    source: { kind: 'secret', secretId: 'keys' },
    secrets: {
      read: async (_secretId, stage = 'AWSCURRENT') => {
        // The slower of the two: asked at the same time, the previous version would be read before the rotation, and this one after it.
        if (stage === 'AWSCURRENT') await Promise.resolve();
        const text = stored[stage];
        Object.assign(stored, { AWSCURRENT: value(key('c')), AWSPREVIOUS: value(key('b')) });
        return text;
      },
    },
    clock: { now: () => 0 },
  });
  const keys = await read();
  expect(keys.kind === 'keys' && keys.keys.map((one) => one.reveal())).toContain(key('b'));
});

test.each<[string, SecretText]>([
  ['is no key', value('canary')],
  ['is empty', value(' ')],
  ['cannot be read', UNAVAILABLE],
  ['may not be read', { kind: 'refused', because: 'AccessDeniedException (HTTP 400)' }],
])(
  'a current version that %s does not close the door that the previous one opens, and raises an alert',
  async (_, current) => {
    const { keys, told } = world(current, value(key('a')));
    const read = await keys();
    expect(read.kind === 'keys' && read.keys.map((one) => one.reveal())).toEqual([key('a')]);
    expect(read).toHaveProperty('doubt', expect.stringMatching(/^secret keys: the current version: /));
    expect(told).toHaveLength(1);
    expect(JSON.stringify([told, read])).not.toContain('canary');
  },
);

test('a previous version that cannot be read leaves a doubt', async () => {
  const { keys } = world(value(key('a')), UNAVAILABLE);
  expect(await keys()).toMatchObject({ doubt: 'secret keys: the previous version: TimeoutError' });
});

test('one unusable key in a list leaves the other, and is named by its place', async () => {
  const { texts, told } = world(value(JSON.stringify({ keys: [key('a'), 'canary'] })));
  expect(await texts()).toEqual([key('a')]);
  expect(told).toEqual([
    'secret keys: the current version: not only keys (key 2 does not start with whsec_); ' +
      'expected whsec_… or {"keys": ["whsec_…"]}',
  ]);
});

test.each([
  { name: 'cannot be read', current: UNAVAILABLE },
  { name: 'does not exist', current: ABSENT },
  { name: 'holds a short key', current: value('whsec_QQ==') },
  { name: 'holds other JSON', current: value('{"keys": "canary"}') },
  { name: 'holds nothing', current: value(' ') },
])('a secret that $name is unavailable, without a word of its content', async ({ current }) => {
  const keys = await world(current).texts();
  expect(keys).toMatchObject({ kind: 'unavailable' });
  expect(JSON.stringify(keys)).not.toMatch(/canary|QQ==/);
});
