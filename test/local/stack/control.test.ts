import { execFile } from 'node:child_process';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { CloudWatchClient, DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch';
import { LambdaClient, ListEventSourceMappingsCommand } from '@aws-sdk/client-lambda';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { awsConfig } from '../../../local/night/aws-config.ts';
import type { Endpoints, Stack } from '../../../local/stack/stack.ts';
import { startStack } from '../../../local/stack/start-stack.ts';
import { packagedExample } from './packaged-example.ts';

const MAIN = fileURLToPath(new URL('../../../cli/main.ts', import.meta.url));
const faults: string[] = [];
let example: { readonly folder: string; readonly template: string };
let stack: Stack;
let config: string;

beforeAll(async () => {
  example = await packagedExample();
  stack = await startStack({ template: example.template, onFault: (line) => void faults.push(line) });
  config = join(example.folder, 'aws-config');
  await writeFile(config, awsConfig(stack), { mode: 0o600 });
}, 30_000);
afterAll(async () => {
  await stack.stop();
  await rm(example.folder, { recursive: true });
});

const as = (person: string, service: keyof Endpoints) => ({
  endpoint: stack.endpoints[service],
  region: 'eu-central-1',
  credentials: { accessKeyId: person, secretAccessKey: 'local' },
  maxAttempts: 1,
});

/** The command as a process, with nothing of AWS in its environment but the config file and a profile. */
const command = (profile: string, ...args: readonly string[]) =>
  new Promise<{ readonly code: unknown; readonly out: string; readonly err: string }>((resolve) => {
    const env = {
      ...{ PATH: process.env.PATH, HOME: example.folder },
      ...{ AWS_CONFIG_FILE: config, AWS_SHARED_CREDENTIALS_FILE: '/dev/null', AWS_PROFILE: profile },
      LIGHTS_OUT_STACK: stack.name,
    };
    execFile(process.execPath, [MAIN, ...args], { env }, (error, out, err) => {
      resolve({ code: error?.code ?? 0, out, err });
    });
  });

describe('a person asks about the local stack', () => {
  test('The command finds stack, table and caller by the config file alone, and freezes with both policies', async () => {
    const frozen = await command('on-call', 'freeze', '--until', '1h', '--why', 'release');
    expect(frozen.err).toBe('');
    expect(frozen.out).toContain('Frozen: all clouds of stack lights-out-dev\n');
    expect(frozen.out).toContain('by     arn:aws:iam::000000000000:user/on-call\n');
  });

  test('A person without a right reads which action is missing, and the night does not take it for a fault', async () => {
    const { code, err } = await command('freeze-only', 'thaw');
    expect(err).toBe(
      'lights-out: --stack: stack lights-out-dev in eu-central-1 cannot be read: cloudformation:DescribeStacks is not allowed on a stack of that name\n',
    );
    expect(code).toBe(2);
    expect(faults).toEqual([]);
  });

  test('CloudFormation names the outputs with the addresses of this machine', async () => {
    const { Stacks: stacks = [] } = await new CloudFormationClient(as('on-call', 'cloudformation')).send(
      new DescribeStacksCommand({ StackName: stack.name }),
    );
    const outputs = new Map(stacks[0]?.Outputs?.map(({ OutputKey, OutputValue }) => [OutputKey, OutputValue]));
    expect(outputs.get('LedgerTable')).toBe(stack.tableName);
    expect(outputs.get('StopQueueUrl')).toBe(stack.queueUrl);
    expect(outputs.get('WebhookUrl')).toBe(`${stack.httpUrl}/stop`);
  });

  test('Another stack is refused to whoever has the right on this one alone, and unknown to anybody else', async () => {
    const ask = (person: string) =>
      new CloudFormationClient(as(person, 'cloudformation')).send(new DescribeStacksCommand({ StackName: 'other' }));
    await expect(ask('on-call')).rejects.toMatchObject({
      name: 'AccessDenied',
      message: expect.stringContaining(
        'is not authorized to perform: cloudformation:DescribeStacks on resource: arn:aws:cloudformation:eu-central-1:000000000000:stack/other/*',
      ),
    });
    await expect(ask('local')).rejects.toMatchObject({
      name: 'ValidationError',
      message: 'Stack with id other does not exist',
    });
  });

  test('STS says who calls, and needs no right for it', async () => {
    const { Arn: arn } = await new STSClient(as('freeze-only', 'sts')).send(new GetCallerIdentityCommand({}));
    expect(arn).toBe('arn:aws:iam::000000000000:user/freeze-only');
  });

  test('Lambda lists the event source of the worker, and none of another function', async () => {
    const list = async (person: string, FunctionName: string) =>
      (
        await new LambdaClient(as(person, 'lambda')).send(new ListEventSourceMappingsCommand({ FunctionName }))
      ).EventSourceMappings?.map(({ State }) => State);
    expect(await list('on-call', 'example-dev-queue')).toEqual(['Enabled']);
    expect(await list('on-call', 'example-dev-webhook')).toEqual([]);
    await expect(list('freeze-only', 'example-dev-queue')).rejects.toMatchObject({
      name: 'AccessDeniedException',
      message: expect.stringContaining('is not authorized to perform: lambda:ListEventSourceMappings on resource: *'),
    });
  });

  test('CloudWatch shows the alarm about dead letters by the queue, and no data for what is not measured here', async () => {
    const ask = async (person: string, input = {}) => {
      const { MetricAlarms: alarms = [] } = await new CloudWatchClient(as(person, 'cloudwatch')).send(
        new DescribeAlarmsCommand(input),
      );
      return alarms.map(({ AlarmName, StateValue }) => `${AlarmName} ${StateValue}`);
    };
    expect(await ask('on-call')).toEqual(['dead-letters OK', 'errors INSUFFICIENT_DATA']);
    await stack.failSchedule('nightly', 0, 'replaced');
    expect(await ask('on-call', { StateValue: 'ALARM', AlarmNamePrefix: 'dead' })).toEqual(['dead-letters ALARM']);
    await expect(ask('freeze-only')).rejects.toMatchObject({ name: 'AccessDenied' });
  });

  test('Anything else is refused by its name', async () => {
    const answer = await fetch(stack.endpoints.sts, { method: 'POST', body: 'Action=AssumeRole' });
    expect(answer.status).toBe(400);
    expect(await answer.text()).toContain('AssumeRole is not known here');
  });
});
