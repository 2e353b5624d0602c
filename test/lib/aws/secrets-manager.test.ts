import {
  GetSecretValueCommand,
  ResourceNotFoundException,
  SecretsManagerClient,
  SecretsManagerServiceException,
} from '@aws-sdk/client-secrets-manager';
import { mockClient } from 'aws-sdk-client-mock';
import { afterEach, expect, test } from 'vitest';
import { secretsManager } from '../../../lib/aws/secrets-manager.ts';

const aws = mockClient(SecretsManagerClient);
afterEach(() => aws.reset());

const secrets = secretsManager({ region: 'eu-central-1' });
const metadata = { httpStatusCode: 400 };

test('a secret’s text is read by id and cannot be printed', async () => {
  aws
    .on(GetSecretValueCommand, { SecretId: 'clouds', VersionStage: 'AWSCURRENT' })
    .resolves({ SecretString: 'canary' });
  const text = await secrets.read('clouds');
  expect(text.kind === 'value' ? text.value.reveal() : text).toBe('canary');
  expect(JSON.stringify(text)).not.toContain('canary');
});

test('the version before is asked for by its stage', async () => {
  aws.on(GetSecretValueCommand, { SecretId: 'keys', VersionStage: 'AWSPREVIOUS' }).resolves({ SecretString: 'old' });
  expect(await secrets.read('keys', 'AWSPREVIOUS')).toMatchObject({ kind: 'value' });
});

test('a secret that does not exist is absent', async () => {
  aws.on(GetSecretValueCommand).rejects(new ResourceNotFoundException({ message: 'canary', $metadata: metadata }));
  expect(await secrets.read('clouds')).toEqual({
    kind: 'absent',
    because: 'ResourceNotFoundException (HTTP 400)',
  });
});

const serviceError = (name: string) =>
  new SecretsManagerServiceException({ name, $fault: 'client', message: 'canary', $metadata: metadata });

test.each(['AccessDeniedException', 'DecryptionFailure', 'InvalidParameterException', 'InvalidRequestException'])(
  'a person has to mend what ends in %s',
  async (name) => {
    aws.on(GetSecretValueCommand).rejects(serviceError(name));
    expect(await secrets.read('clouds')).toEqual({ kind: 'refused', because: `${name} (HTTP 400)` });
  },
);

test.each([
  { error: serviceError('ThrottlingException'), because: 'ThrottlingException (HTTP 400)' },
  { error: serviceError('InternalServiceError'), because: 'InternalServiceError (HTTP 400)' },
  { error: serviceError('ExpiredTokenException'), because: 'ExpiredTokenException (HTTP 400)' },
  {
    error: Object.assign(new Error('canary'), { name: 'TimeoutError', code: 'ETIMEDOUT' }),
    because: 'TimeoutError (ETIMEDOUT)',
  },
])('trouble that may pass is unavailable, with $because', async ({ error, because }) => {
  aws.on(GetSecretValueCommand).rejects(error);
  expect(await secrets.read('clouds')).toEqual({ kind: 'unavailable', because });
});

test('a secret of bytes says which form is wanted', async () => {
  aws.on(GetSecretValueCommand).resolves({ SecretBinary: new Uint8Array([1]) });
  expect(await secrets.read('clouds')).toEqual({
    kind: 'refused',
    because: 'it holds bytes (SecretBinary), not text (SecretString)',
  });
});
