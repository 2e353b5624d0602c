import { DescribeSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, expect, test } from 'vitest';
import { accountReport } from '../../deploy/account.ts';

const sts = new STSClient({});
const secrets = new SecretsManagerClient({});
const [account, described] = [mockClient(sts), mockClient(secrets)];
const TO = {
  stage: 'prod',
  region: 'eu-west-1',
  cloudsSecret: 'lights-out/prod/clouds',
  webhookSecret: 'lights-out/prod/webhook',
};
const named = (name: string) => Object.assign(new Error('a long text of AWS'), { name });
const HERE = 'stage prod, region eu-west-1, account 111122223333';

beforeEach(() => {
  account.reset();
  described.reset();
  account.on(GetCallerIdentityCommand).resolves({ Account: '111122223333' });
  described.on(DescribeSecretCommand).resolves({});
});

test('before a deployment one line says stage, region and account', async () => {
  expect(await accountReport(sts, secrets, TO)).toEqual({ fits: true, lines: [HERE] });
});

test('a secret that is missing in the region of the stack ends the deployment with the command that makes it', async () => {
  described.on(DescribeSecretCommand, { SecretId: TO.cloudsSecret }).rejects(named('ResourceNotFoundException'));
  described.on(DescribeSecretCommand, { SecretId: TO.webhookSecret }).rejects(named('ResourceNotFoundException'));
  expect(await accountReport(sts, secrets, TO)).toEqual({
    fits: false,
    lines: [
      HERE,
      'secret lights-out/prod/clouds does not exist in eu-west-1: aws secretsmanager create-secret --region eu-west-1 ' +
        '--name lights-out/prod/clouds --secret-string file://clouds.json',
      'secret lights-out/prod/webhook does not exist in eu-west-1: aws secretsmanager create-secret --region eu-west-1 ' +
        '--name lights-out/prod/webhook --secret-string "whsec_$(openssl rand -base64 32)"',
    ],
  });
});

test('a missing secret that was given by its ARN asks for another parameter', async () => {
  const cloudsSecret = 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:night/clouds-AbCdEf';
  described.on(DescribeSecretCommand, { SecretId: cloudsSecret }).rejects(named('ResourceNotFoundException'));
  expect(await accountReport(sts, secrets, { ...TO, cloudsSecret })).toMatchObject({
    fits: false,
    lines: [HERE, `secret ${cloudsSecret} does not exist: correct the parameter`],
  });
});

test('a deployer who may not look at secrets goes on, and one line says what was not checked', async () => {
  described.on(DescribeSecretCommand, { SecretId: TO.cloudsSecret }).rejects(named('AccessDeniedException'));
  expect(await accountReport(sts, secrets, TO)).toEqual({
    fits: true,
    lines: [HERE, 'secret lights-out/prod/clouds could not be checked: secretsmanager:DescribeSecret is denied'],
  });
});

test('a secret that is scheduled for deletion ends the deployment with the command that restores it', async () => {
  described.on(DescribeSecretCommand, { SecretId: TO.webhookSecret }).resolves({ DeletedDate: new Date(0) });
  expect(await accountReport(sts, secrets, TO)).toEqual({
    fits: false,
    lines: [
      HERE,
      'secret lights-out/prod/webhook is scheduled for deletion: aws secretsmanager restore-secret --region eu-west-1 ' +
        '--secret-id lights-out/prod/webhook',
    ],
  });
});

test('any other error of Secrets Manager ends the deployment with its name', async () => {
  described.on(DescribeSecretCommand, { SecretId: TO.cloudsSecret }).rejects(named('InternalServiceError'));
  expect(await accountReport(sts, secrets, TO)).toMatchObject({
    fits: false,
    lines: [HERE, 'secret lights-out/prod/clouds could not be checked: InternalServiceError: a long text of AWS'],
  });
});

test('without credentials the deployment ends with one line, and no secret is asked for', async () => {
  account.on(GetCallerIdentityCommand).rejects(named('CredentialsProviderError'));
  expect(await accountReport(sts, secrets, TO)).toEqual({
    fits: false,
    lines: ['stage prod, region eu-west-1, no account: CredentialsProviderError: a long text of AWS'],
  });
  expect(described.calls()).toEqual([]);
});
