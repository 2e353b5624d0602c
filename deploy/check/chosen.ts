import { listOf, type Packaged, valueAt } from './packaged.ts';

/** What parameters choose, as the template shows it; `sources.ts` has what was given. */
export interface Chosen {
  /** Service and stage, with which most names begin. */
  readonly name: string;
  /** The key that everything is encrypted with, as the stop queue names it. */
  readonly key: unknown;
  /** An earlier key that may still decrypt, as the worker's role names it beside the key. */
  readonly oldKey: unknown;
  readonly hasOwnKey: boolean;
  readonly hasOwnTopic: boolean;
  /** The topic that the stop queue lets in; empty: none. */
  readonly senderTopic: string;
  /** The variables of the functions, by logical id. */
  readonly variables: (functionId: string) => Readonly<Record<string, unknown>>;
}

const TOPIC_ARN = /^arn:aws[a-z-]*:sns:[a-z0-9-]+:\d{12}:[A-Za-z0-9_-]+$/;

const oldKeyIn = (role: unknown): unknown => {
  const decrypt = listOf(valueAt(role, 'Policies', 0, 'PolicyDocument', 'Statement')).find(
    (statement) => valueAt(statement, 'Action') === 'kms:Decrypt',
  );
  return listOf(valueAt(decrypt, 'Resource'))[1];
};

/** Reads the choices of a template. */
export const chosenIn = ({ resources }: Packaged): Chosen => {
  const byId = new Map(resources.map((resource) => [resource.id, resource.properties]));
  const sender = valueAt(byId.get('StopQueuePolicy'), 'PolicyDocument', 'Statement', 1, 'Condition', 'ArnEquals');
  const senderTopic = String(valueAt(sender, 'aws:SourceArn') ?? '');
  return {
    name: String(byId.get('StopQueue')?.QueueName).replace(/-stop$/, ''),
    key: byId.get('StopQueue')?.KmsMasterKeyId,
    oldKey: oldKeyIn(byId.get('QueueRole')),
    hasOwnKey: byId.has('Key'),
    hasOwnTopic: byId.has('AlarmTopic'),
    senderTopic: TOPIC_ARN.test(senderTopic) ? senderTopic : '',
    variables: (id) => ({ ...Object(valueAt(byId.get(id), 'Environment', 'Variables')) }),
  };
};
