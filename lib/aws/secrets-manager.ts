import type { SecretsManagerClient, SecretsManagerClientConfig } from '@aws-sdk/client-secrets-manager';
import { type Secret, secret } from '../secret.ts';
import { nameThrown } from '../telemetry/thrown.ts';
import { AWS_ATTEMPTS, AWS_TIMEOUTS, awsErrorText } from './sdk.ts';

/**
 * A secret's text. `absent`: there is no such secret, or no such version of it; `refused`: an operator has to fix it;
 * `unavailable`: it may pass by itself. `because` says why, never a word of its content.
 */
export type SecretText =
  | { readonly kind: 'value'; readonly value: Secret }
  | { readonly kind: 'absent' | 'refused' | 'unavailable'; readonly because: string };

/** Which version: the one in force, or the one before the last rotation. */
export type SecretStage = 'AWSCURRENT' | 'AWSPREVIOUS';

/** Reads secrets by name or ARN. */
export interface Secrets {
  read(secretId: string, stage?: SecretStage): Promise<SecretText>;
}

/**
 * AWS Secrets Manager through the SDK, which is loaded with the first call: locally nobody needs it. Region, credentials and
 * endpoint come from the SDK's own variables unless they are given.
 */
export const secretsManager = (
  given: Pick<SecretsManagerClientConfig, 'region' | 'credentials' | 'endpoint'> = {},
): Secrets => {
  let client: SecretsManagerClient | undefined;
  return {
    read: async (secretId, stage = 'AWSCURRENT') => {
      const sdk = await import('@aws-sdk/client-secrets-manager');
      client ??= new sdk.SecretsManagerClient({ ...given, maxAttempts: AWS_ATTEMPTS, requestHandler: AWS_TIMEOUTS });
      try {
        const { SecretString: text } = await client.send(
          new sdk.GetSecretValueCommand({ SecretId: secretId, VersionStage: stage }),
        );
        if (text === undefined)
          return { kind: 'refused', because: 'it holds bytes (SecretBinary), not text (SecretString)' };
        return { kind: 'value', value: secret(text) };
      } catch (error) {
        return { kind: kindOf(error), because: awsErrorText(error) };
      }
    },
  };
};

// GetSecretValue's errors (API reference): no right to it or to its key, deleted or pending deletion, a wrong parameter. Throttling is
// HTTP 400 as well, so names decide.
const REFUSED = /^(AccessDenied|DecryptionFailure|InvalidParameter|InvalidRequest|Validation)/;

const kindOf = (error: unknown): 'absent' | 'refused' | 'unavailable' => {
  const { errorName } = nameThrown(error);
  if (errorName === 'ResourceNotFoundException') return 'absent';
  return errorName !== null && REFUSED.test(errorName) ? 'refused' : 'unavailable';
};
