import * as v from 'valibot';
import type { Gate } from './gate.ts';
import type { LocalTemplate } from './local-template.ts';
import { arnIn } from './place.ts';

const mapping = v.object({
  EventSourceArn: v.string(),
  FunctionName: v.string(),
  Enabled: v.optional(v.boolean(), true),
});
const queue = v.object({ VisibilityTimeout: v.optional(v.number(), 30) });
const functionOf = v.object({
  Role: v.string(),
  Timeout: v.optional(v.number(), 3),
  Environment: v.optional(v.object({ Variables: v.record(v.string(), v.unknown()) }), { Variables: {} }),
});

const roleOf = (local: LocalTemplate, functionId: string): string =>
  local.idOf('AWS::IAM::Role', local.properties(functionId, functionOf).Role);

/**
 * Why Lambda would not make the event source mapping, if so: a message has to be hidden for as long as the function may take, and the
 * function's role has to allow what Lambda does with it (Lambda Developer Guide, "Using Lambda with Amazon SQS").
 */
export const mappingRefusal = (local: LocalTemplate, gate: Gate, mappingId: string): string | undefined => {
  const { EventSourceArn: queueArn, FunctionName: functionArn } = local.properties(mappingId, mapping);
  const functionId = local.idOf('AWS::Lambda::Function', functionArn);
  const visibility = local.properties(local.idOf('AWS::SQS::Queue', queueArn), queue).VisibilityTimeout;
  const { Timeout: timeout } = local.properties(functionId, functionOf);
  if (visibility < timeout)
    return `Queue visibility timeout: ${visibility} seconds is less than Function timeout: ${timeout} seconds`;
  return ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes']
    .map((action) => gate.refusalOf(roleOf(local, functionId), { action, resource: queueArn, context: {} }))
    .find((refusal) => refusal !== undefined);
};

/** Judges the reading of each secret that a function's variables name, for here the secrets come another way. */
export const judgeSecrets = (local: LocalTemplate, gate: Gate): void => {
  for (const id of local.idsOfType('AWS::Lambda::Function')) {
    const { Variables } = local.properties(id, functionOf).Environment;
    for (const [name, value] of Object.entries(Variables)) {
      if (!name.endsWith('_SECRET_ID')) continue;
      // Secrets Manager puts a hyphen and six characters after the name.
      const resource = /^arn:/.test(String(value))
        ? String(value)
        : arnIn(local.place, 'secretsmanager', `secret:${String(value)}-AbCdEf`);
      gate.refusalOf(roleOf(local, id), { action: 'secretsmanager:GetSecretValue', resource, context: {} });
    }
  }
};
