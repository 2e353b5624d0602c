import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Lambda, lambdaOf } from '../../local/stack/lambda.ts';
import { unzip } from '../../local/stack/unzip.ts';
import type { DeployedFunction } from './deployed.ts';

/** A deployed function, running here from the zip that was uploaded; `stop` ends it and removes its files. */
export interface DeployedLambda {
  readonly lambda: Lambda;
  stop(): Promise<void>;
}

/** Runs a deployed function with its deployed environment, and `aws` to reach the services. */
export const runDeployed = async (
  deployed: DeployedFunction,
  zip: Buffer,
  aws: Readonly<Record<string, string>>,
  onLine: (line: string) => void,
): Promise<DeployedLambda> => {
  const folder = await mkdtemp(join(tmpdir(), 'lights-out-deployed-'));
  const zipPath = join(folder, 'function.zip');
  await writeFile(zipPath, zip);
  const codeFolder = join(folder, 'code');
  await unzip(zipPath, codeFolder);
  const lambda = lambdaOf(
    {
      codeFolder,
      environment: {
        _HANDLER: deployed.handler,
        AWS_LAMBDA_FUNCTION_NAME: deployed.name,
        AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(deployed.memory),
        AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
        AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
        AWS_LAMBDA_LOG_FORMAT: 'JSON',
        LAMBDA_TASK_ROOT: codeFolder,
        ...aws,
        ...deployed.environment,
      },
      functionArn: deployed.arn,
      timeoutMs: deployed.timeoutMs,
      onLine,
    },
    1,
  );
  return {
    lambda,
    stop: async () => {
      lambda.kill();
      await rm(folder, { recursive: true });
    },
  };
};
