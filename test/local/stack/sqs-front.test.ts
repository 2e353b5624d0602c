import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Sqs, startSqs } from '../../../local/stack/sqs.ts';

let sqs: Sqs;
const urlOf = (name: string): string => `${sqs.endpoint}/000000000000/${name}`;

beforeAll(async () => {
  sqs = await startSqs();
  for (const name of ['stop', 'marked-up', 'batch', 'attributes', 'own-address', 'wrong'])
    await sqs.createQueue(name, {});
});
afterAll(() => sqs.stop());

// As boto3 1.26.27 writes it, which has the query protocol alone.
const ask = async (action: string, fields: Readonly<Record<string, string>>, path = '/') => {
  const answer = await fetch(`${sqs.endpoint}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' },
    body: new URLSearchParams({ Action: action, Version: '2012-11-05', ...fields }),
  });
  return { status: answer.status, type: answer.headers.get('content-type'), xml: await answer.text() };
};
const textOf = (xml: string, ...path: readonly string[]): string | undefined =>
  path.reduce<string | undefined>(
    (inner, name) => (inner === undefined ? undefined : new RegExp(`<${name}>(.*?)</${name}>`, 's').exec(inner)?.[1]),
    xml,
  );
const received = (name: string) => sqs.receive(urlOf(name), 10, AbortSignal.timeout(5000));

describe('the query protocol of older AWS clients', () => {
  test('by the query protocol a message arrives with its attributes, and its sender gets the id and the digest of the body', async () => {
    const { status, type, xml } = await ask('SendMessage', {
      QueueUrl: urlOf('stop'),
      MessageBody: '{"serverIds":[]}',
      DelaySeconds: '0',
      'MessageAttribute.1.Name': 'n',
      'MessageAttribute.1.Value.DataType': 'Number',
      'MessageAttribute.1.Value.StringValue': '3',
      'MessageAttribute.2.Name': 'b',
      'MessageAttribute.2.Value.DataType': 'Binary',
      'MessageAttribute.2.Value.BinaryValue': 'AAEC',
    });
    expect([status, type]).toEqual([200, 'text/xml']);
    expect(xml).toMatch(
      /^<\?xml version="1.0"\?><SendMessageResponse xmlns="http:\/\/queue.amazonaws.com\/doc\/2012-11-05\/"><SendMessageResult>/,
    );
    const [message] = await received('stop');
    expect(message).toMatchObject({
      MessageId: textOf(xml, 'SendMessageResult', 'MessageId'),
      MD5OfBody: textOf(xml, 'SendMessageResult', 'MD5OfMessageBody'),
      Body: '{"serverIds":[]}',
      MessageAttributes: {
        n: { DataType: 'Number', StringValue: '3' },
        b: { DataType: 'Binary', BinaryValue: Uint8Array.of(0, 1, 2) },
      },
    });
    expect(textOf(xml, 'ResponseMetadata', 'RequestId')).toMatch(/^[0-9a-f-]{36}$/);
  });

  test('the query protocol returns a body with markup, a carriage return and non-ASCII letters unchanged', async () => {
    await sqs.send(urlOf('marked-up'), '<b> & "ü"\r\n</b>');
    const { xml } = await ask('ReceiveMessage', {
      QueueUrl: urlOf('marked-up'),
      'AttributeName.1': 'All',
      'MessageAttributeName.1': 'All',
      MaxNumberOfMessages: '10',
    });
    expect(textOf(xml, 'ReceiveMessageResult', 'Message', 'Body')).toBe('&lt;b&gt; &amp; "ü"&#xD;\n&lt;/b&gt;');
    expect(xml).toContain('<Attribute><Name>ApproximateReceiveCount</Name><Value>1</Value></Attribute>');
  });

  test('by the query protocol an empty queue answers with an empty result', async () => {
    const { xml } = await ask('ReceiveMessage', { QueueUrl: urlOf('batch'), WaitTimeSeconds: '0' });
    expect(xml).toContain('<ReceiveMessageResult></ReceiveMessageResult>');
  });

  test('the query protocol sends a whole batch and names each failed part with its reason', async () => {
    const { xml } = await ask('SendMessageBatch', {
      QueueUrl: urlOf('batch'),
      'SendMessageBatchRequestEntry.1.Id': 'a',
      'SendMessageBatchRequestEntry.1.MessageBody': '1',
      'SendMessageBatchRequestEntry.2.Id': 'b',
      'SendMessageBatchRequestEntry.2.MessageBody': '\u0000',
    });
    expect(textOf(xml, 'SendMessageBatchResultEntry', 'Id')).toBe('a');
    expect(textOf(xml, 'BatchResultErrorEntry', 'Id')).toBe('b');
    expect(textOf(xml, 'BatchResultErrorEntry', 'SenderFault')).toBe('true');
    const [message] = await received('batch');
    expect(message?.Body).toBe('1');
    const { status } = await ask('DeleteMessageBatch', {
      QueueUrl: urlOf('batch'),
      'DeleteMessageBatchRequestEntry.1.Id': 'a',
      'DeleteMessageBatchRequestEntry.1.ReceiptHandle': message?.ReceiptHandle ?? '',
    });
    expect(status).toBe(200);
    expect(await sqs.depth(urlOf('batch'))).toEqual({ visible: 0, inFlight: 0 });
  });

  test('the query protocol sets and reads attributes and tags, and an action without a result answers with its metadata', async () => {
    const QueueUrl = urlOf('attributes');
    const { xml } = await ask('SetQueueAttributes', {
      QueueUrl,
      'Attribute.1.Name': 'VisibilityTimeout',
      'Attribute.1.Value': '7',
    });
    expect(xml).toContain('2012-11-05/"><ResponseMetadata><RequestId>');
    const read = await ask('GetQueueAttributes', { QueueUrl, 'AttributeName.1': 'VisibilityTimeout' });
    expect(textOf(read.xml, 'GetQueueAttributesResult')).toBe(
      '<Attribute><Name>VisibilityTimeout</Name><Value>7</Value></Attribute>',
    );
    await ask('TagQueue', { QueueUrl, 'Tag.1.Key': 'a', 'Tag.1.Value': 'b' });
    const tags = await ask('ListQueueTags', { QueueUrl });
    expect(textOf(tags.xml, 'ListQueueTagsResult')).toBe('<Tag><Key>a</Key><Value>b</Value></Tag>');
  });

  test('by the query protocol a queue is created and found at the address that was called', async () => {
    const made = await ask('CreateQueue', { QueueName: 'made' });
    const port = new URL(sqs.endpoint).port;
    expect(textOf(made.xml, 'CreateQueueResult', 'QueueUrl')).toContain(`:${port}/000000000000/made`);
    const list = await ask('ListQueues', { QueueNamePrefix: 'ma', MaxResults: '1' });
    expect(textOf(list.xml, 'ListQueuesResult', 'QueueUrl')).toContain('/000000000000/made');
  });

  test("a form sent to the queue's own address needs no QueueUrl", async () => {
    const { status } = await ask('SendMessage', { MessageBody: 'mine' }, '/000000000000/own-address');
    expect(status).toBe(200);
    expect(await received('own-address')).toMatchObject([{ Body: 'mine' }]);
  });

  test.each([
    ['GetQueueAttributes', { QueueUrl: '/000000000000/nowhere' }, 'AWS.SimpleQueueService.NonExistentQueue'],
    ['SendMessageBatch', { QueueUrl: '/000000000000/wrong' }, 'AWS.SimpleQueueService.EmptyBatchRequest'],
    ['ReceiveMessage', { QueueUrl: '/000000000000/wrong', MaxNumberOfMessages: '11' }, 'InvalidParameterValue'],
    ['ReceiveMessage', { QueueUrl: '/000000000000/wrong', MaxNumberOfMessages: 'ten' }, 'MalformedInput'],
    ['StartMessageMoveTask', { SourceArn: 'arn:aws:sqs:x:0:nowhere' }, 'ResourceNotFoundException'],
    ['AddPermission', { QueueUrl: '/000000000000/wrong' }, 'InvalidAction'],
    ['Nonsense', {}, 'InvalidAction'],
  ] as const)('%s with %o is refused in XML with the code %s', async (action, fields, code) => {
    const { status, type, xml } = await ask(action, fields);
    expect(status).toBe(400);
    expect(type).toContain('text/xml');
    expect(textOf(xml, 'Error', 'Code')).toBe(code);
    expect(textOf(xml, 'Error', 'Type')).toBe('Sender');
  });
});
