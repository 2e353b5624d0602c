import { hostname, userInfo } from 'node:os';
import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { dynamoClient, dynamoLedger } from '../lib/aws/dynamo-table.ts';
import { AWS_ATTEMPTS, AWS_TIMEOUTS, awsErrorText } from '../lib/aws/sdk.ts';
import type { Environment } from '../lib/settings/environment.ts';
import { nameThrown } from '../lib/telemetry/thrown.ts';
import type { Aws, OpenedStack } from './stack.ts';
import { printable } from './terminal.ts';

/** The output of the stack that names its table. */
const TABLE_OUTPUT = 'LedgerTable';

/** AWS with credentials, profile, region and endpoints as the SDK and the AWS CLI read them. */
export const createAws = (env: Environment): Aws => {
  // The SDK does not read the second one, the CLI does (User Guide, "Environment variables to configure the AWS CLI").
  const region = env.AWS_REGION || env.AWS_DEFAULT_REGION;
  const given = region === undefined || region === '' ? {} : { region };
  const options = { ...given, maxAttempts: AWS_ATTEMPTS, requestHandler: AWS_TIMEOUTS };
  return {
    stack: async (name) => {
      const problem = (because: string): OpenedStack => ({ kind: 'problem', problem: `--stack: ${because}` });
      const stacks = new CloudFormationClient(options);
      const where = await regionOf(stacks);
      if (where === undefined) return problem('no region: set AWS_REGION, or one in the profile');
      try {
        const { Stacks: found = [] } = await stacks.send(new DescribeStacksCommand({ StackName: name }));
        const table = found[0]?.Outputs?.find(({ OutputKey: key }) => key === TABLE_OUTPUT)?.OutputValue;
        if (table === undefined) return problem(`stack ${printable(name)} in ${where} has no output ${TABLE_OUTPUT}`);
        return { kind: 'stack', freezes: dynamoLedger({ client: dynamoClient(given), table }) };
      } catch (error) {
        return problem(`stack ${printable(name)} in ${where} cannot be read: ${refusalInWords(error)}`);
      }
    },
    caller: async () => {
      try {
        const { Arn: arn } = await new STSClient(options).send(new GetCallerIdentityCommand({}));
        if (arn !== undefined) return arn;
      } catch {
        // Without the ARN a name is enough: it only says whom to ask.
      }
      return `${userInfo().username}@${hostname()}`;
    },
  };
};

const regionOf = async (client: CloudFormationClient): Promise<string | undefined> => {
  try {
    return await client.config.region();
  } catch {
    return undefined;
  }
};

// CloudFormation's own code for a stack that is not there (API reference, DescribeStacks: "ValidationError").
const WORDS: Readonly<Record<string, string>> = {
  ValidationError: 'there is no stack of that name',
  CredentialsProviderError: 'no credentials were found (AWS_PROFILE, or those of the environment)',
  AccessDenied: 'cloudformation:DescribeStacks is not allowed',
};

const refusalInWords = (error: unknown): string => {
  const { errorName } = nameThrown(error);
  const words = errorName !== null && Object.hasOwn(WORDS, errorName) ? WORDS[errorName] : undefined;
  return words === undefined ? awsErrorText(error) : words;
};
