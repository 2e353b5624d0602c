import { busArn } from '../reports.ts';
import { secretArn } from '../resources.ts';
import { chosenIn } from './chosen.ts';
import { type Finding, findingsAt } from './line.ts';
import { isInterfaceDenial, switchedOn } from './network-lines.ts';
import { listOf, type Packaged, valueAt } from './packaged.ts';
import { PEOPLE_CALLS } from './people-calls.ts';
import { CALLS, type Call, EVENT_BUS, STACK, SUMMARY_TOPIC } from './permissions.ts';
import { statementsOf } from './statements.ts';
import { canonical, here } from './written.ts';

const FUNCTION_OF: Readonly<Record<string, string>> = {
  QueueRole: 'QueueLambdaFunction',
  WebhookRole: 'WebhookLambdaFunction',
};

// Which resource a variable of a function names, as a policy has to name it.
const NAMED_BY: Readonly<Record<string, (value: string) => unknown>> = {
  CLOUDS_SECRET_ID: secretArn,
  WEBHOOK_SECRET_ID: secretArn,
  [EVENT_BUS]: busArn,
  [SUMMARY_TOPIC]: (arn) => arn,
};

const variablesOf = (packaged: Packaged, holder: string): Readonly<Record<string, unknown>> =>
  chosenIn(packaged).variables(FUNCTION_OF[holder] ?? '');

// By its ARN: `Ref` gives a queue's URL and a table's name.
const referredArn = (resource: unknown): string | undefined => {
  const [id, name] = listOf(valueAt(resource, 'Fn::GetAtt'));
  if (name === 'Arn') return String(id);
  return valueAt(resource, 'Ref') === 'AWS::StackId' ? 'AWS::StackId' : undefined;
};

/** The name that a resource of a statement has in the table of calls, else its whole text. */
export const nameIn = (packaged: Packaged, holder: string, resource: unknown): string => {
  const text = canonical(resource);
  const { name, key, oldKey } = chosenIn(packaged);
  if (text === canonical(key)) return 'Key';
  if (resource === oldKey) return 'oldKmsKeyArn';
  if (text === canonical(here('scheduler', `schedule/${name}/*`))) return 'Schedules';
  const variables = variablesOf(packaged, holder);
  const variable = Object.entries(NAMED_BY).find(
    ([read, arnOf]) => String(variables[read] ?? '') !== '' && canonical(arnOf(String(variables[read]))) === text,
  );
  return variable?.[0] ?? (resource === '*' ? '*' : (referredArn(resource) ?? text));
};

const permission = (where: string, action: unknown, on: string, condition: unknown): string =>
  `${where}: ${String(action)} on ${on}${condition === undefined ? '' : ` if ${canonical(condition)}`}`;

const STATEMENT_KEYS: ReadonlySet<string> = new Set(['Sid', 'Effect', 'Action', 'Resource', 'Condition']);

/** What is no plain permission: a refusal, or a statement that says what it is not about. */
const oddStatements = (packaged: Packaged): readonly Finding[] =>
  ofIam(packaged).flatMap((one) => {
    const { where, effect, keys } = one;
    return findingsAt(where, [
      ...(effect === 'Allow' || isInterfaceDenial(packaged, one) ? [] : [`has a statement that is ${String(effect)}`]),
      ...keys.filter((key) => !STATEMENT_KEYS.has(key)).map((key) => `has a statement with ${key}`),
    ]);
  });

const ofIam = (packaged: Packaged) => statementsOf(packaged).filter(({ type }) => type.startsWith('AWS::IAM::'));

const whereOf = (text: string): string => text.slice(0, text.indexOf(':'));

/** Calls that are not allowed, and permissions that no call needs: role, action, resource and condition, compared as a whole. */
export const permissionFindings = (packaged: Packaged): readonly Finding[] => {
  const granted = new Set(
    ofIam(packaged)
      .filter(({ effect }) => effect !== 'Deny')
      .flatMap(({ where, actions, resources, condition }) =>
        actions.flatMap((action) =>
          resources.map((resource) => permission(where, action, nameIn(packaged, where, resource), condition)),
        ),
      ),
  );
  const { name, oldKey } = chosenIn(packaged);
  // What was encrypted under an old key is still read, wherever the key is used to read.
  const resourcesOf = (call: Call): readonly string[] => {
    const on = switchedOn(packaged, call.role, call.on);
    if (on === undefined) return [];
    return oldKey !== undefined && on === 'Key' && call.action === 'kms:Decrypt' && call.withVariable === undefined
      ? [on, 'oldKmsKeyArn']
      : [on];
  };
  const isMade = ({ role, withVariable }: Call): boolean =>
    withVariable === undefined || String(variablesOf(packaged, role)[withVariable] ?? '') !== '';
  const needed = new Set(
    [...CALLS, ...PEOPLE_CALLS]
      .filter(isMade)
      .flatMap((call) =>
        resourcesOf(call).map((on) => permission(call.role, call.action, on, call.under).replaceAll(STACK, name)),
      ),
  );
  return [
    ...oddStatements(packaged),
    ...[...needed]
      .filter((one) => !granted.has(one))
      .map((one) => ({ where: whereOf(one), what: `${one} is not allowed` })),
    ...[...granted]
      .filter((one) => !needed.has(one))
      .map((one) => ({ where: whereOf(one), what: `${one} is allowed, but no call needs it` })),
  ];
};
