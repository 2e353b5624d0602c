// With the client that a queue's worker needs to delay a message.
import { ChangeMessageVisibilityCommand, SQSClient } from '@aws-sdk/client-sqs';
import { callFetch } from './call-fetch.mjs';
import { handlerWith } from './stop-one.mjs';

export const sqs = new SQSClient({});
export { ChangeMessageVisibilityCommand };

export const handler = handlerWith(callFetch);
