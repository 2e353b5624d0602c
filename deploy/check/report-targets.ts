import { busArn } from '../reports.ts';
import { type Packaged, valueAt } from './packaged.ts';

/** What a parameter switches on: a call is allowed exactly when the worker's variable of this name is not empty. */
export const EVENT_BUS = 'EVENT_BUS';
export const SUMMARY_TOPIC = 'SUMMARY_TOPIC_ARN';

/** What the worker's variables name, as a policy names it: variables by the text of their resource. */
export const targetsOf = (packaged: Packaged): ReadonlyMap<string, string> => {
  const worker = packaged.resources.find(({ id }) => id === 'QueueLambdaFunction');
  const named = (variable: string): string =>
    String(valueAt(worker?.properties, 'Environment', 'Variables', variable) ?? '');
  const targets: readonly (readonly [string, unknown])[] = [
    [EVENT_BUS, named(EVENT_BUS) === '' ? undefined : busArn(named(EVENT_BUS))],
    [SUMMARY_TOPIC, named(SUMMARY_TOPIC) === '' ? undefined : named(SUMMARY_TOPIC)],
  ];
  return new Map(
    targets.flatMap(([variable, target]) => (target === undefined ? [] : [[JSON.stringify(target), variable]])),
  );
};
