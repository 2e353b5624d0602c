import { expect, test } from 'vitest';
import { sqsRecord } from '../../../local/stack/sqs-record.ts';

const message = {
  MessageId: 'm',
  ReceiptHandle: 'h',
  Body: 'b',
  MD5OfBody: 'd',
  Attributes: {
    ApproximateReceiveCount: '2',
    SentTimestamp: '1',
    SenderId: 's',
    ApproximateFirstReceiveTimestamp: '3',
  },
  MessageAttributes: {
    text: { DataType: 'String', StringValue: 'é' },
    bytes: { DataType: 'Binary', BinaryValue: Uint8Array.of(0xff, 0) },
  },
};

test('a record has a message’s fields as Lambda passes them, bytes in base64', () => {
  expect(sqsRecord(message, 'arn:queue')).toEqual({
    messageId: 'm',
    receiptHandle: 'h',
    body: 'b',
    md5OfBody: 'd',
    attributes: {
      ApproximateReceiveCount: '2',
      SentTimestamp: '1',
      SenderId: 's',
      ApproximateFirstReceiveTimestamp: '3',
    },
    messageAttributes: {
      text: { dataType: 'String', stringValue: 'é', stringListValues: [], binaryListValues: [] },
      bytes: { dataType: 'Binary', binaryValue: '/wA=', stringListValues: [], binaryListValues: [] },
    },
    eventSource: 'aws:sqs',
    eventSourceARN: 'arn:queue',
    awsRegion: 'eu-central-1',
  });
});

test('a message without its receive count makes no record', () => {
  const { ApproximateReceiveCount: _, ...others } = message.Attributes;
  expect(() => sqsRecord({ ...message, Attributes: others }, 'arn:queue')).toThrow('lacks its id');
});
