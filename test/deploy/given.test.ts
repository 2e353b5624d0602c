import { expect, test } from 'vitest';
import { CHECKLIST, check } from '../../deploy/check/checklist.ts';
import { valueAt } from '../../deploy/check/packaged.ts';
import { statementsOf } from '../../deploy/check/statements.ts';
import { unknownTypes } from '../../deploy/deployer/policy.ts';
import { packagedWith } from './packaged-with.ts';

const KEY = 'arn:aws:kms:eu-central-1:111122223333:key/0f7e8a9c-0000-4000-8000-000000000000';
const OLD_KEY = 'arn:aws:kms:eu-central-1:111122223333:key/0f7e8a9c-0000-4000-8000-000000000001';
const TOPIC = 'arn:aws:sns:eu-central-1:111122223333:on-call';
const NIGHTS = 'arn:aws:sns:eu-central-1:111122223333:nights';
const BUS = 'arn:aws:events:eu-central-1:111122223333:event-bus/operations';
const SENDERS = 'arn:aws:sns:eu-central-1:111122223333:stop-requests';
const FOR_SENDERS = { ArnEquals: { 'aws:SourceArn': SENDERS } };
const SECRET = 'arn:aws:secretsmanager:eu-central-1:111122223333:secret:night/clouds-AbCdEf';

test('an existing key, topic and secret are used, and no new ones are created', async () => {
  const packaged = await packagedWith({
    kmsKeyArn: KEY,
    oldKmsKeyArn: OLD_KEY,
    alarmTopicArn: TOPIC,
    cloudsSecret: SECRET,
  });
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

// The longest that Lambda takes with `-dev-webhook` behind it.
const SERVICE = 'l'.repeat(52);
const ownName = (text: string) =>
  text
    .replace('service: lights-out', `service: ${SERVICE}`)
    .replace('  name: aws\n', '  name: aws\n  stackName: night-watch\n');

test('a stack of another name, and the longest names, has resources by every name that a policy refers to', async () => {
  const packaged = await packagedWith({}, ownName);
  const named = (type: string, property: string) =>
    packaged.resources.filter((one) => one.type === type).map(({ properties }) => String(properties[property]));
  const names = [
    ...named('AWS::Lambda::Function', 'FunctionName').map((name) => `function:${name}`),
    ...named('AWS::Logs::LogGroup', 'LogGroupName').map((name) => `log-group:${name}`),
    ...named('AWS::SQS::Queue', 'QueueName').map((name) => `sqs:${name}`),
    ...named('AWS::Scheduler::ScheduleGroup', 'Name').flatMap((name) => [
      `schedule-group/${name}`,
      `schedule/${name}/*`,
    ]),
  ];
  expect(Math.max(...names.filter((name) => name.startsWith('function:')).map((name) => name.length - 9))).toBe(64);
  const holders = packaged.resources.filter(({ type }) => /^AWS::(?:IAM::Role|KMS::Key|SQS::)/.test(type));
  const policies = JSON.stringify(holders.map(({ properties }) => properties));
  const referred = [...policies.matchAll(/\$\{AWS::AccountId\}:((?!root|secret)[^"]+)"/g)].map(([, name = '']) =>
    /[:/]/.test(name) ? name : `sqs:${name}`,
  );
  expect(referred).toHaveLength(8);
  expect(names).toEqual(expect.arrayContaining(referred));
  expect(policies).not.toMatch(/arn:[^"]*AWS::StackName/);
}, 60_000);

test('with an old key everybody who decrypts may still decrypt with it, and nothing is encrypted with it', async () => {
  const packaged = await packagedWith({ oldKmsKeyArn: OLD_KEY });
  const ofKeys = statementsOf(packaged).filter(
    ({ type, actions }) => type.startsWith('AWS::IAM::') && String(actions).includes('kms:'),
  );
  const withOld = ofKeys.filter(({ resources }) => resources.includes(OLD_KEY));
  expect(new Set(withOld.flatMap(({ actions }) => actions))).toEqual(new Set(['kms:Decrypt']));
  expect(ofKeys.filter(({ actions }) => actions.includes('kms:Decrypt'))).toEqual(withOld);
  expect(new Set(withOld.map(({ where }) => where))).toEqual(
    new Set(['QueueRole', 'WebhookRole', 'ScheduleRole', 'FreezePolicy', 'OnCallPolicy']),
  );
  for (const line of CHECKLIST) expect(check(line, packaged).findings, line.id).toEqual([]);
  const all = JSON.stringify(packaged.resources.filter(({ type }) => !type.startsWith('AWS::IAM::')));
  expect(all).not.toContain(OLD_KEY);
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
  [{ eventBus: 'operations', noneMatchedAlarm: 'true', dashboard: 'true' }, ['events:PutEvents']],
  [{ summaryTopicArn: NIGHTS }, ['sns:Publish', 'kms:GenerateDataKey', 'kms:Decrypt']],
  [
    { eventBus: BUS, summaryTopicArn: NIGHTS, kmsKeyArn: KEY },
    ['events:PutEvents', 'sns:Publish', 'kms:GenerateDataKey', 'kms:Decrypt'],
  ],
] as const)(
  'with %j the worker may report there and nowhere else, and what was switched on is there',
  async (given, actions) => {
    const packaged = await packagedWith(given);
    const policy = packaged.resources.find(({ id }) => id === 'ReportPolicy');
    expect(
      statementsOf({ ...packaged, resources: policy === undefined ? [] : [policy] }).flatMap((one) => one.actions),
    ).toEqual(actions);
    const switched = packaged.resources.filter(({ id }) => id === 'NoneMatchedAlarm' || id === 'Dashboard');
    expect(switched).toHaveLength('dashboard' in given ? 2 : 0);
    expect(unknownTypes(packaged.resources.map(({ type }) => type))).toEqual([]);
    for (const line of CHECKLIST) expect(check(line, packaged).findings, line.id).toEqual([]);
  },
  60_000,
);

test('a package with the key of another region fails with one line', async () => {
  const told = String(await packagedWith({ kmsKeyArn: KEY.replace('central', 'west') }).catch(String));
  expect(told.split('\n').filter((one) => /serverless\.yml: \w+: /.test(one))).toEqual([
    expect.stringContaining('serverless.yml: kmsKeyArn: is in eu-west-1, and the stack in eu-central-1'),
  ]);
  expect(told).not.toContain('template.js:');
}, 60_000);
