import { randomUUID } from 'node:crypto';
import * as sqs from '@aws-sdk/client-sqs';
import { NormalizedSchema } from '@smithy/core/schema';
import { element, textElement } from './xml.ts';

/** The fields of a form, as a client of the query protocol sends them: `MessageAttribute.1.Name` and the like. */
export type Form = Readonly<Record<string, string>>;

/** One action of SQS, with the names that its fields have in both protocols: the SDK's own schema of it. */
export type Operation = typeof sqs.SendMessage$;
type Failure = typeof sqs.QueueDoesNotExist$;

// A schema is an array that begins with its kind and has its name at 2; an operation's input and output are at 4 and 5.
const isOperation = (value: unknown): value is Operation => Array.isArray(value) && value[0] === 9;
const isFailure = (value: unknown): value is Failure => Array.isArray(value) && value[0] === -3;
const OPERATIONS = new Map(
  Object.values(sqs)
    .filter(isOperation)
    .map((operation) => [operation[2], operation]),
);

const FAILURES = new Map(
  Object.values(sqs)
    .filter(isFailure)
    .map((failure) => [failure[2], NormalizedSchema.of(failure).getMergedTraits().awsQueryError]),
);

/** The action of that name, when SQS has one. */
export const operationOf = (action: string | undefined): Operation | undefined => OPERATIONS.get(action ?? '');

/** The code that the query protocol has for an error of the JSON protocol: `AWS.SimpleQueueService.NonExistentQueue`. */
export const queryCode = (name: string): string => {
  // The trait is the code and its status.
  const trait = FAILURES.get(name);
  return Array.isArray(trait) ? String(trait[0]) : name;
};

const wireName = (schema: NormalizedSchema, name: string): string => String(schema.getMergedTraits().xmlName ?? name);

/** A form as the input of the JSON protocol, and the fields that should be numbers and are not. */
export const inputOf = (operation: Operation, form: Form): { input: unknown; notNumbers: readonly string[] } => {
  const notNumbers: string[] = [];
  const names = Object.keys(form);
  const isThere = (path: string): boolean => names.some((name) => name === path || name.startsWith(`${path}.`));
  const itemPaths = (path: string, from = 1): readonly string[] =>
    isThere(`${path}.${from}`) ? [`${path}.${from}`, ...itemPaths(path, from + 1)] : [];
  const read = (schema: NormalizedSchema, path: string): unknown => {
    if (schema.isStructSchema()) {
      const fields = [...schema.structIterator()].map(([name, member]) => {
        const at = wireName(member, name);
        return { name, member, at: path === '' ? at : `${path}.${at}` };
      });
      return Object.fromEntries(
        fields.filter(({ at }) => isThere(at)).map(({ name, member, at }) => [name, read(member, at)]),
      );
    }
    if (schema.isListSchema()) return itemPaths(path).map((at) => read(schema.getValueSchema(), at));
    if (schema.isMapSchema()) {
      const [key, value] = [schema.getKeySchema(), schema.getValueSchema()];
      return Object.fromEntries(
        itemPaths(path).map((at) => [
          form[`${at}.${wireName(key, 'key')}`] ?? '',
          read(value, `${at}.${wireName(value, 'value')}`),
        ]),
      );
    }
    const text = form[path] ?? '';
    if (!schema.isNumericSchema()) return text;
    if (!/^-?\d+$/.test(text)) notNumbers.push(path);
    return Number(text);
  };
  return { input: read(NormalizedSchema.of(operation[4]), ''), notNumbers };
};

const fieldsOf = (value: unknown): Readonly<Record<string, unknown>> => (typeof value === 'object' ? { ...value } : {});

const toXml = (schema: NormalizedSchema, name: string, value: unknown): string => {
  if (value === undefined || value === null) return '';
  if (schema.isListSchema()) {
    return (Array.isArray(value) ? value : []).map((item) => toXml(schema.getValueSchema(), name, item)).join('');
  }
  if (schema.isMapSchema()) {
    const [key, kept] = [schema.getKeySchema(), schema.getValueSchema()];
    return Object.entries(fieldsOf(value))
      .map(([each, item]) =>
        element(name, textElement(wireName(key, 'key'), each) + toXml(kept, wireName(kept, 'value'), item)),
      )
      .join('');
  }
  if (!schema.isStructSchema()) return textElement(name, value);
  const fields = fieldsOf(value);
  const members = [...schema.structIterator()];
  return element(
    name,
    members.map(([field, member]) => toXml(member, wireName(member, field), fields[field])).join(''),
  );
};

const document = (name: string, content: string): string =>
  `<?xml version="1.0"?><${name} xmlns="http://queue.amazonaws.com/doc/2012-11-05/">${content}</${name}>`;

/** What the JSON protocol answered, as the document of the query protocol. */
export const answerXml = (operation: Operation, answer: unknown): string => {
  const output = NormalizedSchema.of(operation[5]);
  const result = output.isUnitSchema() ? '' : toXml(output, `${operation[2]}Result`, answer);
  const metadata = element('ResponseMetadata', textElement('RequestId', randomUUID()));
  return document(`${operation[2]}Response`, result + metadata);
};

/** An error of the query protocol; `fault` says whose it is. */
export const errorXml = (code: string, message: string, fault: 'Sender' | 'Receiver'): string => {
  const error = textElement('Type', fault) + textElement('Code', code) + textElement('Message', message);
  return document('ErrorResponse', element('Error', `${error}<Detail/>`) + textElement('RequestId', randomUUID()));
};
