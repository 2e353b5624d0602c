import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Packaged, packagedFrom, valueAt } from '../check/packaged.ts';
import { deployedStack } from './deployed.ts';
import { type DeployedLambda, runDeployedFunction } from './deployed-lambda.ts';
import { awsEnvironment, REGION, STACK, STAGE, serverless } from './framework.ts';

// Parameters are given as a deployer gives them.
const PARAMS = ['--stage', STAGE, '--param=cloud=stopper', '--param=lookFirst=PT1S', '--param=lookAgainMin=PT1S'];

/** A function of the deployment, running from the zip that was uploaded. */
export interface RunningFunction extends DeployedLambda {
  readonly queueUrl: string;
}

/** The service, deployed on moto. */
export interface Deployment {
  readonly packaged: Packaged;
  /** Types of what is not in the stack that moto made: it passes over what it does not know. */
  readonly passedOver: readonly string[];
  readonly deployed: number;
  run(name: 'queue' | 'webhook', onLine: (line: string) => void): Promise<RunningFunction>;
  /** Removes the stack; the logical ids that are still there. */
  remove(): Promise<readonly string[]>;
}

const CODE_OF = { queue: 'QueueLambdaFunction', webhook: 'WebhookLambdaFunction' } as const;

/** Deploys the service of a folder with the framework. Throws with what the framework wrote when that fails. */
export const deploy = async (url: string, folder: string): Promise<Deployment> => {
  const aws = awsEnvironment(url);
  await serverless(folder, ['deploy', ...PARAMS], aws);
  const template = join(folder, '.serverless/cloudformation-template-update-stack.json');
  const packaged = packagedFrom(await readFile(template, 'utf8'));
  const stack = deployedStack(url, REGION);
  const resources = (await stack.resources(STACK)) ?? new Map<string, string>();
  const missing = packaged.resources.filter(({ id }) => !resources.has(id)).map(({ type }) => type);
  return {
    packaged,
    passedOver: [...new Set(missing)].sort(),
    deployed: resources.size,
    run: async (name, onLine) => {
      const code = packaged.resources.find(({ id }) => id === CODE_OF[name])?.properties.Code;
      const bucket = resources.get('ServerlessDeploymentBucket') ?? '';
      const zip = await stack.object(bucket, String(valueAt(code, 'S3Key')));
      const settings = await stack.function(`${STACK}-${name}`);
      return { ...(await runDeployedFunction(settings, zip, aws, onLine)), queueUrl: settings.queueUrl };
    },
    remove: async () => {
      await serverless(folder, ['remove', ...PARAMS], aws);
      return [...((await stack.resources(STACK)) ?? new Map<string, string>()).keys()];
    },
  };
};
