import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DeleteMessageBatchCommand, type Message, ReceiveMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { failedMessages } from '../../local/stack/batch-failures.ts';
import { createLambda, type Lambda } from '../../local/stack/lambda.ts';
import { sqsRecord } from '../../local/stack/sqs-record.ts';
import { unzip } from '../../local/stack/zip.ts';
import type { DeployedFunction } from './deployed.ts';

/** A deployed function, running here from the zip that was uploaded; `stop` ends it and removes its files. */
export interface DeployedLambda {
  readonly lambda: Lambda;
  stop(): Promise<void>;
}

/** Runs a deployed function with its deployed environment, and `aws` to reach the services. */
export const runDeployedFunction = async (
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
  const lambda = createLambda(
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

const BATCH = 10;

/** Hands one batch of a queue to the worker and deletes what it did not report; the number of messages that there were. */
export const deliverBatch = async (
  sqs: SQSClient,
  queueUrl: string,
  queueArn: string,
  worker: Lambda,
): Promise<number> => {
  const { Messages: messages = [] } = await sqs.send(
    new ReceiveMessageCommand({
      QueueUrl: queueUrl,
      MaxNumberOfMessages: BATCH,
      WaitTimeSeconds: 1,
      MessageSystemAttributeNames: ['All'],
      MessageAttributeNames: ['All'],
    }),
  );
  if (messages.length === 0) return 0;
  const records = messages.map((message) => sqsRecord(message, queueArn));
  const invocation = await worker.invoke({ Records: records });
  const failed = failedMessages(
    records.map(({ messageId }) => messageId),
    invocation,
    true,
  );
  const done = messages.filter(({ MessageId: id }: Message) => id !== undefined && !failed.has(id));
  if (done.length > 0) {
    const entries = done.map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle }));
    await sqs.send(new DeleteMessageBatchCommand({ QueueUrl: queueUrl, Entries: entries }));
  }
  return messages.length;
};
