import type { SNSClient, SNSClientConfig } from '@aws-sdk/client-sns';
import type { Notices } from '../power/ports/reports.ts';
import { AWS_TIMEOUTS, awsErrorText } from './sdk.ts';

/** An SNS topic, through the SDK, which is loaded with the first message. One attempt: whoever sends decides whether to try again. */
export const snsTopic = (
  topicArn: string,
  given: Pick<SNSClientConfig, 'region' | 'credentials' | 'endpoint'> = {},
): Notices => {
  let client: SNSClient | undefined;
  return {
    publish: async (subject, text) => {
      const sdk = await import('@aws-sdk/client-sns');
      client ??= new sdk.SNSClient({ ...given, maxAttempts: 1, requestHandler: AWS_TIMEOUTS });
      try {
        await client.send(new sdk.PublishCommand({ TopicArn: topicArn, Subject: subject, Message: text }));
        return { kind: 'sent' };
      } catch (error) {
        return { kind: 'unavailable', because: `SNS Publish: ${awsErrorText(error)}` };
      }
    },
  };
};
