import * as v from 'valibot';
import { arnIn, type Place, stackId } from './place.ts';

/** What IAM judges: an action on a resource, with the values that conditions are compared with. */
export interface AwsCall {
  readonly action: string;
  readonly resource: string;
  readonly context: Readonly<Record<string, readonly string[]>>;
}

/** A request to an embedded service: its operation as `X-Amz-Target` has it (the name alone where a service has no such header), and its input. */
export interface AwsRequest {
  readonly target: string;
  readonly input: unknown;
}

const one = v.record(v.string(), v.unknown());
const inputSchema = v.object({
  QueueUrl: v.optional(v.string(), ''),
  SourceArn: v.optional(v.string()),
  TableName: v.optional(v.string()),
  TopicArn: v.optional(v.string(), ''),
  StackName: v.optional(v.string(), ''),
  Entries: v.optional(v.array(one), []),
  RequestItems: v.optional(v.record(v.string(), v.object({ Keys: v.optional(v.array(one), []) })), {}),
  Key: v.optional(one),
  Item: v.optional(one),
  KeyConditionExpression: v.optional(v.string(), ''),
  ExpressionAttributeValues: v.optional(one, {}),
});
type Input = v.InferOutput<typeof inputSchema>;

const text = v.object({ S: v.string() });
const textOf = (value: unknown): readonly string[] => (v.is(text, value) ? [value.S] : []);

/** The values of the table's hash key that a request names: IAM's `dynamodb:LeadingKeys`. */
const leadingKeys = (input: Input, table: string, hashKey: string): readonly string[] => {
  const items = [input.Key, input.Item, ...(input.RequestItems[table]?.Keys ?? [])];
  // A query's first condition is about the hash key.
  const placeholder = /=\s*(:\w+)/.exec(input.KeyConditionExpression)?.[1] ?? '';
  return [...items.map((item) => item?.[hashKey]), input.ExpressionAttributeValues[placeholder]].flatMap(textOf);
};

const nameIn = (url: string): string => url.split('/').at(-1) ?? '';

/** A call that a service makes with the caller's rights, through itself, for what a key encrypts. */
const throughService = (place: Place, service: string, action: string, key: string | undefined): readonly AwsCall[] =>
  key === undefined
    ? []
    : [{ action, resource: key, context: { 'kms:ViaService': [`${service}.${place.region}.amazonaws.com`] } }];

const stackOf = (place: Place, { StackName: name }: Input): string =>
  [place.stackName, stackId(place)].includes(name) ? stackId(place) : arnIn(place, 'cloudformation', `stack/${name}/*`);

// Service Authorization Reference: no resource, or one that a call without names does not have.
const WITHOUT_RESOURCE: Readonly<Record<string, string>> = {
  ListEventSourceMappings: 'lambda:ListEventSourceMappings',
  'GraniteServiceVersion20100801.DescribeAlarms': 'cloudwatch:DescribeAlarms',
};

/** What of a stack names its calls. */
export interface CallFacts {
  readonly place: Place;
  readonly hashKey: string;
  /** The key that encrypts a queue or table, by its ARN. */
  readonly keyOf: (arn: string) => string | undefined;
}

/**
 * The calls that IAM would judge for a request. A batch is allowed by the action of the single call (Service Authorization Reference,
 * "Actions, resources, and condition keys"). Throws for an operation that is not known here.
 */
export const callsOf = (
  { target, input: raw }: AwsRequest,
  { place, hashKey, keyOf }: CallFacts,
): readonly AwsCall[] => {
  const input = v.parse(inputSchema, raw);
  const [service = '', operation = ''] = target.includes('.') ? target.split('.') : ['', target];
  if (service === 'AmazonSQS') {
    const resource = input.SourceArn ?? arnIn(place, 'sqs', nameIn(input.QueueUrl));
    const action = operation.replace(/Batch$/, '');
    const uses = { SendMessage: 'kms:GenerateDataKey', ReceiveMessage: 'kms:Decrypt' }[action];
    return [
      { action: `sqs:${action}`, resource, context: {} },
      ...(uses === undefined ? [] : throughService(place, 'sqs', uses, keyOf(resource))),
    ];
  }
  if (service.startsWith('DynamoDB_')) {
    const tables = input.TableName === undefined ? Object.keys(input.RequestItems) : [input.TableName];
    return tables.flatMap((table) => {
      const resource = arnIn(place, 'dynamodb', `table/${table}`);
      const context = { 'dynamodb:LeadingKeys': leadingKeys(input, table, hashKey) };
      return [
        { action: `dynamodb:${operation}`, resource, context },
        ...throughService(place, 'dynamodb', 'kms:Decrypt', keyOf(resource)),
      ];
    });
  }
  if (target === 'AWSEvents.PutEvents') {
    return input.Entries.map(({ EventBusName: bus }) => ({
      action: 'events:PutEvents',
      resource: String(bus).startsWith('arn:') ? String(bus) : arnIn(place, 'events', `event-bus/${String(bus)}`),
      context: {},
    }));
  }
  if (target === 'Publish') return [{ action: 'sns:Publish', resource: input.TopicArn, context: {} }];
  if (target === 'DescribeStacks')
    return [{ action: 'cloudformation:DescribeStacks', resource: stackOf(place, input), context: {} }];
  const action = WITHOUT_RESOURCE[target];
  if (action !== undefined) return [{ action, resource: '*', context: {} }];
  throw new Error(`${target} is not known here`);
};
