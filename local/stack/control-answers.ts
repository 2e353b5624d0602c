import { randomUUID } from 'node:crypto';
import * as v from 'valibot';
import type { AlarmState } from './alarm-states.ts';
import { type Place, stackId } from './place.ts';
import { element, textElement } from './xml.ts';

/** What an HTTP client gets. */
export interface Answer {
  readonly status: number;
  readonly type: string;
  readonly body: string;
  /** Where Lambda puts the name of an error. */
  readonly errorType?: string;
}

const xml = (status: number, body: string): Answer => ({ status, type: 'text/xml', body });
const metadata = (): string => element('ResponseMetadata', textElement('RequestId', randomUUID()));
const fields = (values: Readonly<Record<string, string>>): string =>
  Object.entries(values)
    .map(([name, text]) => textElement(name, text))
    .join('');

/** An error of CloudFormation and STS (Query protocol). */
export const queryError = (status: number, code: string, message: string): Answer =>
  xml(status, element('ErrorResponse', element('Error', fields({ Type: 'Sender', Code: code, Message: message }))));

/** What CloudFormation says of the stack (API reference, DescribeStacks); another name is an error of its own. */
export const describeStacks = (
  place: Place,
  wanted: string | undefined,
  createdAt: number,
  outputs: Readonly<Record<string, string>>,
): Answer => {
  const [name, id] = [place.stackName, stackId(place)];
  if (wanted !== undefined && wanted !== name && wanted !== id)
    return queryError(400, 'ValidationError', `Stack with id ${wanted} does not exist`);
  const members = Object.entries(outputs).map(([OutputKey, OutputValue]) =>
    element('member', fields({ OutputKey, OutputValue })),
  );
  const identity = { StackId: id, StackName: name, StackStatus: 'CREATE_COMPLETE' };
  const stack = fields({ ...identity, CreationTime: new Date(createdAt).toISOString() });
  const result = element('Stacks', element('member', stack + element('Outputs', members.join(''))));
  return xml(200, element('DescribeStacksResponse', element('DescribeStacksResult', result) + metadata()));
};

/** What STS says of a caller (API reference, GetCallerIdentity). */
export const callerIdentity = (accountId: string, arn: string): Answer => {
  const result = fields({ Arn: arn, UserId: arn.split('/').at(-1) ?? arn, Account: accountId });
  return xml(200, element('GetCallerIdentityResponse', element('GetCallerIdentityResult', result) + metadata()));
};

const json = (status: number, type: string, body: object): Answer => ({ status, type, body: JSON.stringify(body) });
const JSON_1_0 = 'application/x-amz-json-1.0';

/** The filters of DescribeAlarms that are supported here; any other is refused, not ignored. */
export const alarmFilters = v.strictObject({
  AlarmNamePrefix: v.optional(v.string(), ''),
  StateValue: v.optional(v.picklist(['OK', 'ALARM', 'INSUFFICIENT_DATA'])),
  AlarmTypes: v.optional(v.array(v.string())),
  MaxRecords: v.optional(v.number()),
});

/** What CloudWatch says of the alarms (API reference, DescribeAlarms). */
export const describeAlarms = (
  alarms: readonly AlarmState[],
  { AlarmNamePrefix, StateValue }: v.InferOutput<typeof alarmFilters>,
): Answer =>
  json(200, JSON_1_0, {
    CompositeAlarms: [],
    MetricAlarms: alarms.filter(
      (alarm) =>
        alarm.AlarmName.startsWith(AlarmNamePrefix) && (StateValue === undefined || alarm.StateValue === StateValue),
    ),
  });

/** A refusal as CloudWatch has it. */
export const refusedAlarms = (message: string): Answer =>
  json(403, JSON_1_0, { __type: 'com.amazonaws.cloudwatch#AccessDenied', message });

/** What Lambda says of event source mappings (API reference, ListEventSourceMappings). */
export const eventSourceMappings = (mappings: readonly object[]): Answer =>
  json(200, 'application/json', { EventSourceMappings: mappings });

/** A refusal as Lambda has it. */
export const refusedMappings = (message: string): Answer => ({
  ...json(403, 'application/json', { Message: message }),
  errorType: 'AccessDeniedException',
});
