import { type Finding, findingsAt, type Line } from './line.ts';
import { listOf, ofType, type Packaged, valueAt } from './packaged.ts';
import { permissionFindings } from './permissions.ts';
import { isEverybody, statementsOf } from './statements.ts';

const allowStatements = (packaged: Packaged) => statementsOf(packaged).filter(({ effect }) => effect === 'Allow');

const wildcards = (packaged: Packaged, field: 'actions' | 'resources'): readonly Finding[] =>
  allowStatements(packaged).flatMap((statement) =>
    statement[field]
      .map((value) => JSON.stringify(value))
      .filter((text) => /[*]|\?{2,}/.test(text))
      .map((text) => ({
        where: statement.where,
        what: `${field === 'actions' ? 'action' : `${statement.actions.join(', ')} on`} ${text}`,
      })),
  );

const SCHEDULER = 'scheduler.amazonaws.com';

const trustFindings = (trust: unknown): readonly string[] =>
  listOf(valueAt(trust, 'Statement')).flatMap((statement) => {
    const service = valueAt(statement, 'Principal', 'Service');
    if (service === 'lambda.amazonaws.com') return [];
    if (service !== SCHEDULER) return [`trusts ${JSON.stringify(valueAt(statement, 'Principal'))}`];
    const condition = valueAt(statement, 'Condition', 'StringEquals');
    return ['aws:SourceAccount', 'aws:SourceArn']
      .filter((key) => valueAt(condition, key) === undefined)
      .map((key) => `Scheduler may assume it without ${key}`);
  });

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
    says: 'each role trusts one service; Scheduler may assume its role only for this account’s own schedules',
    rules: ['CKV_AWS_60', 'CKV_AWS_61'],
    findings: (packaged) =>
      ofType(packaged, 'AWS::IAM::Role').flatMap(({ id, properties }) =>
        findingsAt(id, trustFindings(properties.AssumeRolePolicyDocument)),
      ),
  },
  {
    id: 'ledger-undeletable',
    says: 'nobody may delete from the ledger or scan it; the webhook may reach only its receipts, people only the freezes',
    rules: [],
    findings: (packaged) =>
      allowStatements(packaged).flatMap(({ where, actions, condition }) => {
        const ofTable = actions.map(String).filter((action) => action.startsWith('dynamodb:'));
        const keys = (operator: string) =>
          JSON.stringify(valueAt(condition, `ForAllValues:${operator}`, 'dynamodb:LeadingKeys'));
        const isBeyond =
          (where === 'WebhookRole' && keys('StringLike') !== '["webhook#*"]') ||
          (where === 'FreezePolicy' && keys('StringEquals') !== '["freeze"]');
        return findingsAt(
          where,
          ofTable.filter(
            (action) =>
              isBeyond || /^dynamodb:(?:\*|.*(?:Delete|Batch(?!GetItem$)|Scan|PartiQL|Transact))/.test(action),
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
