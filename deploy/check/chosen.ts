import { type Packaged, valueAt } from './packaged.ts';

/** What parameters choose, as the template shows it; `sources.ts` has what was given. */
export interface Chosen {
  /** Service and stage, with which most names begin. */
  readonly name: string;
  /** The key that everything is encrypted with, as the stop queue names it. */
  readonly key: unknown;
  readonly hasOwnKey: boolean;
  readonly hasOwnTopic: boolean;
  /** The topic that the stop queue lets in; empty: none. */
  readonly senderTopic: string;
  /** The variables of the functions, by logical id. */
  readonly variables: (functionId: string) => Readonly<Record<string, unknown>>;
}

const TOPIC_ARN = /^arn:aws[a-z-]*:sns:[a-z0-9-]+:\d{12}:[A-Za-z0-9_-]+$/;

/** Reads the choices of a template. */
export const chosenIn = ({ resources }: Packaged): Chosen => {
  const byId = new Map(resources.map((resource) => [resource.id, resource.properties]));
  const sender = valueAt(byId.get('StopQueuePolicy'), 'PolicyDocument', 'Statement', 1, 'Condition', 'ArnEquals');
  const senderTopic = String(valueAt(sender, 'aws:SourceArn') ?? '');
  return {
    name: String(byId.get('StopQueue')?.QueueName).replace(/-stop$/, ''),
    key: byId.get('StopQueue')?.KmsMasterKeyId,
    hasOwnKey: byId.has('Key'),
    hasOwnTopic: byId.has('AlarmTopic'),
    senderTopic: TOPIC_ARN.test(senderTopic) ? senderTopic : '',
    variables: (id) => ({ ...Object(valueAt(byId.get(id), 'Environment', 'Variables')) }),
  };
};
