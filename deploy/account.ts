import { DescribeSecretCommand, type SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { GetCallerIdentityCommand, type STSClient } from '@aws-sdk/client-sts';

/** Where a stack goes, and which secrets its functions will read: names or ARNs. */
export interface Destination {
  readonly stage: string;
  readonly region: string;
  readonly cloudsSecret: string;
  readonly webhookSecret: string;
}

/** What an account was found to have: lines to print, and whether the stack would work. */
export interface AccountReport {
  readonly fits: boolean;
  readonly lines: readonly string[];
}

const errorOf = (error: unknown): Error => {
  if (error instanceof Error) return error;
  throw error;
};

// What is in each secret: docs/operations.md, "First deployment".
const CLOUDS = 'file://clouds.json';
const WEBHOOK = '"whsec_$(openssl rand -base64 32)"';

const missingLine = (secret: string, region: string, content: string): string =>
  secret.startsWith('arn:')
    ? `secret ${secret} does not exist: correct the parameter`
    : `secret ${secret} does not exist in ${region}: aws secretsmanager create-secret --region ${region} --name ${secret} --secret-string ${content}`;

/** Asks for one secret; its content is not read. */
const secretReport = async (
  secrets: SecretsManagerClient,
  secret: string,
  { region }: Destination,
  content: string,
): Promise<AccountReport> => {
  try {
    const { DeletedDate: deleted } = await secrets.send(new DescribeSecretCommand({ SecretId: secret }));
    if (deleted === undefined) return { fits: true, lines: [] };
    const restore = `aws secretsmanager restore-secret --region ${region} --secret-id ${secret}`;
    return { fits: false, lines: [`secret ${secret} is scheduled for deletion: ${restore}`] };
  } catch (error) {
    const { name, message } = errorOf(error);
    if (name === 'ResourceNotFoundException') return { fits: false, lines: [missingLine(secret, region, content)] };
    if (name === 'AccessDeniedException')
      return { fits: true, lines: [`secret ${secret} could not be checked: secretsmanager:DescribeSecret is denied`] };
    return { fits: false, lines: [`secret ${secret} could not be checked: ${name}: ${message}`] };
  }
};

/** Asks AWS, before anything is built, whose account it is and whether both secrets exist in the stack's region. */
export const accountReport = async (
  sts: STSClient,
  secrets: SecretsManagerClient,
  to: Destination,
): Promise<AccountReport> => {
  const where = `stage ${to.stage}, region ${to.region}`;
  let account: string | undefined;
  try {
    ({ Account: account } = await sts.send(new GetCallerIdentityCommand()));
  } catch (error) {
    const { name, message } = errorOf(error);
    return { fits: false, lines: [`${where}, no account: ${name}: ${message}`] };
  }
  const found = await Promise.all([
    secretReport(secrets, to.cloudsSecret, to, CLOUDS),
    secretReport(secrets, to.webhookSecret, to, WEBHOOK),
  ]);
  return {
    fits: found.every(({ fits }) => fits),
    lines: [`${where}, account ${account}`, ...found.flatMap(({ lines }) => lines)],
  };
};
