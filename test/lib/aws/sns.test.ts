import { PublishCommand, SNSClient, SNSServiceException } from '@aws-sdk/client-sns';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, expect, test } from 'vitest';
import { snsTopic } from '../../../lib/aws/sns.ts';

const aws = mockClient(SNSClient);
beforeEach(() => aws.reset());

const ARN = 'arn:aws:sns:eu-central-1:123456789012:nights';
const topic = snsTopic(ARN, { region: 'eu-central-1' });

test('a message leaves with its subject for its topic', async () => {
  aws.on(PublishCommand).resolves({ MessageId: '1' });
  expect(await topic.publish('lights-out: 3 of 3 off', 'all is well')).toEqual({ kind: 'sent' });
  expect(aws.commandCalls(PublishCommand)[0]?.args[0].input).toEqual({
    TopicArn: ARN,
    Subject: 'lights-out: 3 of 3 off',
    Message: 'all is well',
  });
});

test('a message that is refused is unavailable, and keeps its details to itself', async () => {
  aws.on(PublishCommand).rejects(
    new SNSServiceException({
      name: 'KMSAccessDeniedException',
      $fault: 'client',
      message: 'canary',
      $metadata: { httpStatusCode: 400 },
    }),
  );
  expect(await topic.publish('a', 'b')).toEqual({
    kind: 'unavailable',
    because: 'SNS Publish: KMSAccessDeniedException (HTTP 400)',
  });
});
