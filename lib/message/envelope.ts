import { withoutMark } from './json.ts';

const WANTED = 'wanted is the request itself, {"serverIds": […]}';

const has = (value: object, ...names: readonly string[]): boolean => names.every((name) => Object.hasOwn(value, name));

const isJsonObject = (text: string): boolean => {
  try {
    const value: unknown = JSON.parse(withoutMark(text));
    return typeof value === 'object' && value !== null;
  } catch {
    return false; // Plain text.
  }
};

/** What a service or a console has put around a request, in one sentence; undefined when nothing known is around it. */
export const envelopeProblem = (value: unknown): string | undefined => {
  if (typeof value === 'string' && isJsonObject(value)) return `is JSON in quotes, inside of JSON; ${WANTED}`;
  if (typeof value !== 'object' || value === null || has(value, 'serverIds')) return undefined;
  if (has(value, 'Type', 'TopicArn', 'Message'))
    return `is an SNS notification; ${WANTED}: switch RawMessageDelivery on for the subscription`;
  if (has(value, 'detail-type', 'detail'))
    return `is an EventBridge event; ${WANTED}: hand it over with the rule's InputPath or InputTransformer`;
  return undefined;
};
