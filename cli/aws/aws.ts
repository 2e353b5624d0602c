import { hostname, userInfo } from 'node:os';
import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { SQSClient } from '@aws-sdk/client-sqs';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { dynamoClient, dynamoLedger } from '../../lib/aws/dynamo-table.ts';
import { AWS_ATTEMPTS, AWS_TIMEOUTS, awsErrorText } from '../../lib/aws/sdk.ts';
import { lazySqs, sqsRequests } from '../../lib/aws/sqs.ts';
import { systemClock } from '../../lib/clock.ts';
import type { Environment } from '../../lib/settings/environment.ts';
import { nameThrown } from '../../lib/telemetry/thrown.ts';
import type { Aws, OpenedStack, OpenStack } from '../terminal/stack.ts';
import { printable } from '../terminal/terminal.ts';
import { stackHealth } from './health.ts';
import { sqsLetterBox } from './letter-box.ts';

/** The outputs of the stack that name its stores. */
const STORES = ['LedgerTable', 'StopQueueUrl', 'DeadLetterQueueUrl'] as const;

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
        const outputs = outputsOf(found[0]?.Outputs);
        const { LedgerTable: table, StopQueueUrl: stopQueue, DeadLetterQueueUrl: deadLetterQueue } = outputs;
        if (table === undefined || stopQueue === undefined || deadLetterQueue === undefined) {
          const missing = STORES.find((output) => outputs[output] === undefined);
          return problem(`stack ${printable(name)} in ${where} has no output ${missing}`);
        }
        const letters = new SQSClient({ ...options, requestHandler: POLLING_TIMEOUTS });
        const ledger = dynamoLedger({ client: dynamoClient(given), table });
        return {
          kind: 'stack',
          ...{ name, region: where, outputs },
          freezes: ledger,
          records: ledger,
          letters: sqsLetterBox(letters, deadLetterQueue),
          requests: sqsRequests(lazySqs(given), stopQueue, systemClock),
          health: stackHealth(
            {
              name,
              status: found[0]?.StackStatus ?? 'unknown',
              worker: outputs.WorkerFunction,
              stopQueue,
              deadLetterQueue,
            },
            letters,
            options,
          ),
        };
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

// A long poll takes its time before the first byte.
const POLLING_TIMEOUTS = { ...AWS_TIMEOUTS, requestTimeout: 5_000, socketTimeout: 5_000 };

const outputsOf = (
  outputs: readonly { readonly OutputKey?: string | undefined; readonly OutputValue?: string | undefined }[] = [],
): OpenStack['outputs'] =>
  Object.fromEntries(
    outputs.flatMap(({ OutputKey: key, OutputValue: value }) =>
      key === undefined || value === undefined ? [] : [[key, value]],
    ),
  );

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
  // IAM judges a name before CloudFormation looks for it.
  AccessDenied: 'cloudformation:DescribeStacks is not allowed on a stack of that name',
};

const refusalInWords = (error: unknown): string => {
  const { errorName } = nameThrown(error);
  const words = errorName !== null && Object.hasOwn(WORDS, errorName) ? WORDS[errorName] : undefined;
  return words === undefined ? awsErrorText(error) : words;
};
