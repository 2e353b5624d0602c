import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { CHECKLIST, check } from '../../deploy/check/checklist.ts';
import { readPackaged, valueAt } from '../../deploy/check/packaged.ts';
import { statementsOf } from '../../deploy/check/statements.ts';
import { packageService } from '../../local/stack/package-stack.ts';
import { serviceCopy } from './service-copy.ts';

const KEY = 'arn:aws:kms:eu-central-1:111122223333:key/0f7e8a9c-0000-4000-8000-000000000000';
const TOPIC = 'arn:aws:sns:eu-central-1:111122223333:on-call';
const NIGHTS = 'arn:aws:sns:eu-central-1:111122223333:nights';
const BUS = 'arn:aws:events:eu-central-1:111122223333:event-bus/operations';
const SENDERS = 'arn:aws:sns:eu-central-1:111122223333:stop-requests';
const FOR_SENDERS = { ArnEquals: { 'aws:SourceArn': SENDERS } };
const SECRET = 'arn:aws:secretsmanager:eu-central-1:111122223333:secret:night/clouds-AbCdEf';

/** Packages the service with other defaults in serverless.yml: each one replaces a whole line. */
const packagedWith = async (defaults: Readonly<Record<string, string>>) => {
  const folder = await serviceCopy();
  const path = join(folder, 'serverless.yml');
  let text = await readFile(path, 'utf8');
  for (const [name, value] of Object.entries(defaults)) {
    expect(text).toMatch(new RegExp(`^    ${name}: .*$`, 'm'));
    text = text.replace(new RegExp(`^    ${name}: .*$`, 'm'), `    ${name}: '${value}'`);
  }
  await writeFile(path, text);
  try {
    return await readPackaged(await packageService(folder));
  } finally {
    await rm(folder, { recursive: true });
  }
};

test('an existing key, topic and secret are used, and no new ones are created', async () => {
  const packaged = await packagedWith({ kmsKeyArn: KEY, alarmTopicArn: TOPIC, cloudsSecret: SECRET });
  const types = packaged.resources.map(({ type }) => type);
  expect(types).not.toContain('AWS::KMS::Key');
  expect(types).not.toContain('AWS::SNS::Topic');
  expect(types).not.toContain('AWS::CloudWatch::Dashboard');
  expect(packaged.resources.map(({ id }) => id)).not.toContain('NoneMatchedAlarm');
  expect(packaged.resources.find(({ id }) => id === 'StopQueue')?.properties.KmsMasterKeyId).toBe(KEY);
  expect(packaged.resources.find(({ id }) => id === 'DeadLettersAlarm')?.properties.AlarmActions).toEqual([TOPIC]);
  expect(JSON.stringify(packaged.resources.find(({ id }) => id === 'QueueRole'))).toContain(`"${SECRET}"`);
  for (const line of CHECKLIST) expect(check(line, packaged).findings, line.id).toEqual([]);
}, 60_000);

test('a given sender topic may send to the stop queue with the key, and nobody else may', async () => {
  const packaged = await packagedWith({ senderTopicArn: SENDERS });
  const letIn = statementsOf(packaged).filter(({ principal }) => valueAt(principal, 'Service') === 'sns.amazonaws.com');
  expect(letIn).toMatchObject([
    { where: 'Key', effect: 'Allow', actions: ['kms:Decrypt', 'kms:GenerateDataKey'], condition: FOR_SENDERS },
    { where: 'StopQueuePolicy', effect: 'Allow', actions: ['sqs:SendMessage'], condition: FOR_SENDERS },
  ]);
  for (const line of CHECKLIST) expect(check(line, packaged).findings, line.id).toEqual([]);
}, 60_000);

test.each([
  [{ eventBus: 'operations' }, ['events:PutEvents']],
  [{ eventBus: BUS }, ['events:PutEvents']],
  [{ summaryTopicArn: NIGHTS }, ['sns:Publish', 'kms:GenerateDataKey', 'kms:Decrypt']],
  [
    { eventBus: BUS, summaryTopicArn: NIGHTS, kmsKeyArn: KEY },
    ['events:PutEvents', 'sns:Publish', 'kms:GenerateDataKey', 'kms:Decrypt'],
  ],
] as const)(
  'with %j the worker may report there and nowhere else',
  async (given, actions) => {
    const packaged = await packagedWith(given);
    const policy = packaged.resources.find(({ id }) => id === 'ReportPolicy');
    expect(
      statementsOf({ ...packaged, resources: policy === undefined ? [] : [policy] }).flatMap((one) => one.actions),
    ).toEqual(actions);
    for (const line of CHECKLIST) expect(check(line, packaged).findings, line.id).toEqual([]);
  },
  60_000,
);

test('with noneMatchedAlarm and dashboard there are both, and the checklist holds', async () => {
  const packaged = await packagedWith({ noneMatchedAlarm: 'true', dashboard: 'true' });
  const ids = packaged.resources.map(({ id }) => id);
  expect(ids).toEqual(expect.arrayContaining(['NoneMatchedAlarm', 'Dashboard']));
  for (const line of CHECKLIST) expect(check(line, packaged).findings, line.id).toEqual([]);
}, 60_000);

test.each([
  ['cloudsSecret', '', 'serverless.yml: cloudsSecret: missing: the name or ARN of a secret in Secrets Manager'],
  ['stopWindowMax', 'PT48H', 'serverless.yml: stopWindowMax: a stop may be followed for PT48H17M, longer than'],
])(
  'a package with an invalid %s fails with one line',
  async (name, value, line) => {
    const told = String(await packagedWith({ [name]: value }).catch(String));
    expect(told.split('\n').filter((one) => /serverless\.yml: \w+: /.test(one))).toEqual([
      expect.stringContaining(line),
    ]);
    expect(told).not.toContain('template.js:');
  },
  60_000,
);
