import { execFile, spawnSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { deadLetterBody } from '../../lib/message/dead-letter-message.ts';
import { schedulerLetter } from '../../local/stack/schedules.ts';
import { startSqs } from '../../local/stack/sqs.ts';
import { aFailure, anIntent } from '../builders.ts';

const run = promisify(execFile);
const hasAws = spawnSync('aws', ['--version']).status === 0;

/** The command of docs/operations.md that shows what must not be moved back unread. */
const command = async (): Promise<string> => {
  const page = await readFile(new URL('../../docs/operations.md', import.meta.url), 'utf8');
  const [, found = ''] = /```sh\n(aws sqs receive-message [^`]*`[\s\S]*?)\n```/.exec(page) ?? [];
  return found;
};

test.skipIf(!hasAws)(
  'of all dead letters the command of the replay chapter shows those that SQS moved itself, as they were sent',
  async () => {
    const sqs = await startSqs();
    try {
      const url = `${sqs.endpoint}/000000000000/dead-letters`;
      await sqs.createQueue('dead-letters', {});
      const own = JSON.stringify({ serverIds: [anIntent().serverId], reason: 'failure' });
      const attempt = { scheduleArn: 'arn', scheduledAt: 0, executionId: 'e', attempt: 1 };
      const bodies = [
        deadLetterBody({ intent: anIntent(), failure: aFailure() }),
        deadLetterBody({ original: own, failure: aFailure() }),
        schedulerLetter(own, url, attempt).body,
        own,
      ];
      for (const body of bodies) await sqs.send(url, body);
      const env = {
        ...{ PATH: process.env.PATH, AWS_DEFAULT_REGION: 'eu-central-1' },
        ...{ AWS_ACCESS_KEY_ID: 'local', AWS_SECRET_ACCESS_KEY: 'local' },
      };
      const line = (await command()).replace("<dead-letter queue's URL>", url);
      const here = `aws() { command aws --endpoint-url ${sqs.endpoint} "$@"; }`;
      const { stdout } = await run('sh', ['-c', `${here}\n${line}`], { env });
      expect(JSON.parse(stdout)).toEqual([[expect.stringMatching(/^\d{13}$/), own, expect.any(String)]]);
    } finally {
      await sqs.stop();
    }
  },
);
