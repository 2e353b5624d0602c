import { chosenIn } from './chosen.ts';
import { nameIn, permissionFindings } from './grants.ts';
import { checkExactly, type Expected, type Finding, findingsAt, type Line, readElsewhere } from './line.ts';
import { IN_VPC, switchedOn, TRACED } from './network-lines.ts';
import { type Packaged, valueAt } from './packaged.ts';
import { resourcePolicies } from './resource-policies.ts';
import { isEverybody, statementsOf } from './statements.ts';
import { here, ref } from './written.ts';

const allowStatements = (packaged: Packaged) => statementsOf(packaged).filter(({ effect }) => effect === 'Allow');

const wildcards = (packaged: Packaged, field: 'actions' | 'resources'): readonly Finding[] =>
  allowStatements(packaged).flatMap((statement) =>
    statement[field]
      .filter((value) => /[*]|\?{2,}/.test(JSON.stringify(value)))
      .map((value) => ({
        where: statement.where,
        what:
          field === 'actions'
            ? `action ${JSON.stringify(value)}`
            : `${statement.actions.join(', ')} on ${nameIn(packaged, statement.where, value)}`,
      })),
  );

const trust = (service: string, condition: object = {}): Expected => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { Service: service }, Action: 'sts:AssumeRole', ...condition }],
});

const DOCUMENT: Expected = { Version: '2012-10-17', Statement: readElsewhere };

// The whole of each role: what it may do is in `permissions`.
const roleOf = (document: Expected, ...policies: readonly string[]): Expected => ({
  AssumeRolePolicyDocument: document,
  // In the role itself, since Lambda asks for some of them before it makes the function.
  Policies: policies.map((PolicyName) => ({ PolicyName, PolicyDocument: DOCUMENT })),
});
const LAMBDA = trust('lambda.amazonaws.com');
const holders = (packaged: Packaged): Readonly<Record<string, Expected>> => {
  const { name } = chosenIn(packaged);
  const when = (on: string, policy: string, role: string): readonly string[] =>
    switchedOn(packaged, role, on) === undefined ? [] : [policy];
  return {
    QueueRole: roleOf(LAMBDA, 'queue', ...when(TRACED, 'tracing', 'QueueRole'), ...when(IN_VPC, 'vpc', 'QueueRole')),
    WebhookRole: roleOf(LAMBDA, 'webhook', ...when(TRACED, 'tracing', 'WebhookRole')),
    ScheduleRole: roleOf(
      trust('scheduler.amazonaws.com', {
        Condition: {
          StringEquals: {
            'aws:SourceAccount': ref('AWS::AccountId'),
            'aws:SourceArn': here('scheduler', `schedule-group/${name}`),
          },
        },
      }),
      'schedule',
    ),
    ReportPolicy: { PolicyName: 'reports', Roles: [ref('QueueRole')], PolicyDocument: DOCUMENT },
    // Attached to nobody.
    FreezePolicy: { Description: readElsewhere, PolicyDocument: DOCUMENT },
    OnCallPolicy: { Description: readElsewhere, PolicyDocument: DOCUMENT },
  };
};

export const ROLE_LINES: readonly Line[] = [
  {
    id: 'policy-actions',
    says: 'no action is allowed by wildcard',
    rules: ['CKV_AWS_1', 'F3', 'F4', 'IAM5'],
    findings: (packaged) => wildcards(packaged, 'actions'),
  },
  {
    id: 'policy-resources',
    says: 'nothing is allowed on resources by wildcard',
    rules: ['W11', 'W12', 'IAM5', 'StarPermissions'],
    findings: (packaged) => wildcards(packaged, 'resources'),
  },
  {
    id: 'policy-everybody',
    says: 'nothing is allowed to everybody; no policy uses NotAction, NotPrincipal or NotResource',
    rules: ['F20', 'F21', 'W18', 'CKV_AWS_33', 'F76', 'KMS5'],
    findings: (packaged) => [
      ...allowStatements(packaged)
        .filter(({ principal }) => isEverybody(principal))
        .map(({ where }) => ({ where, what: 'allows something to everybody' })),
      ...statementsOf(packaged).flatMap(({ where, keys }) =>
        findingsAt(
          where,
          keys.filter((key) => key.startsWith('Not')).map((key) => `has a ${key}`),
        ),
      ),
    ],
  },
  {
    id: 'role-trust',
    says: 'each role trusts one service, Scheduler’s only for this account’s own schedules; policies are attached to the worker’s role or nobody',
    rules: ['CKV_AWS_60', 'CKV_AWS_61'],
    findings: (packaged) =>
      Object.entries(holders(packaged)).flatMap(([id, expected]) => checkExactly(packaged, id, expected)),
  },
  {
    id: 'resource-policies',
    says: 'the policies of queues, topic, key and bucket are exactly those written in the checklist',
    rules: [],
    findings: (packaged) =>
      Object.entries(resourcePolicies(packaged)).flatMap(([id, expected]) => checkExactly(packaged, id, expected)),
  },
  {
    id: 'ledger-undeletable',
    says: 'nobody may delete from the ledger or scan it; the webhook may reach only its receipts, who freezes only the freezes, who is on call may not write',
    rules: [],
    findings: (packaged) =>
      allowStatements(packaged).flatMap(({ where, actions, condition }) => {
        const ofTable = actions.map(String).filter((action) => action.startsWith('dynamodb:'));
        const keys = (operator: string) =>
          JSON.stringify(valueAt(condition, `ForAllValues:${operator}`, 'dynamodb:LeadingKeys'));
        const isBeyond =
          (where === 'WebhookRole' && keys('StringLike') !== '["webhook#*"]') ||
          (where === 'FreezePolicy' && keys('StringEquals') !== '["freeze"]');
        const mayRead = /^dynamodb:(?:GetItem|BatchGetItem|Query)$/;
        return findingsAt(
          where,
          ofTable.filter(
            (action) =>
              isBeyond ||
              (where === 'OnCallPolicy' && !mayRead.test(action)) ||
              /^dynamodb:(?:\*|.*(?:Delete|Batch(?!GetItem$)|Scan|PartiQL|Transact))/.test(action),
          ),
        );
      }),
  },
  {
    id: 'key-through-services',
    says: 'roles and people may use the key only through a service that is named, or for one context',
    rules: [],
    findings: (packaged) =>
      allowStatements(packaged)
        .filter(({ type, actions }) => type.startsWith('AWS::IAM::') && /"kms:/.test(JSON.stringify(actions)))
        .filter(({ condition }) => !/"kms:(?:ViaService|EncryptionContext:)/.test(JSON.stringify(condition ?? null)))
        .map(({ where, actions }) => ({ where, what: `${actions.join(', ')} without a service` })),
  },
  {
    id: 'permissions',
    says: 'every AWS call that is made is allowed, and nothing else',
    rules: ['StarPermissions'],
    findings: permissionFindings,
  },
];
