import { listOf, type Packaged, type PackagedResource, referredId, valueAt } from './packaged.ts';

/** A statement of any policy in the template. */
export interface Statement {
  /** The resource that holds the policy; of one that adds to a role, that role. */
  readonly where: string;
  readonly type: string;
  readonly effect: unknown;
  readonly actions: readonly unknown[];
  readonly resources: readonly unknown[];
  readonly principal: unknown;
  readonly condition: unknown;
  readonly keys: readonly string[];
}

// Where each type holds its policy documents.
const documents = ({ type, properties }: PackagedResource): readonly unknown[] => {
  switch (type) {
    case 'AWS::IAM::Role':
      return listOf(properties.Policies).map((policy) => valueAt(policy, 'PolicyDocument'));
    case 'AWS::KMS::Key':
      return [properties.KeyPolicy];
    case 'AWS::IAM::Policy':
    case 'AWS::IAM::ManagedPolicy':
    case 'AWS::SQS::QueuePolicy':
    case 'AWS::SNS::TopicPolicy':
    case 'AWS::S3::BucketPolicy':
      return [properties.PolicyDocument];
    default:
      return [];
  }
};

/** Whom a policy is about: the role that it adds to, else the resource that holds it. */
const holderOf = ({ id, type, properties }: PackagedResource): string =>
  (type === 'AWS::IAM::Policy' ? referredId(valueAt(properties, 'Roles', 0)) : undefined) ?? id;

const statementOf =
  (resource: PackagedResource) =>
  (raw: unknown): Statement => ({
    where: holderOf(resource),
    type: resource.type,
    effect: valueAt(raw, 'Effect'),
    actions: listOf(valueAt(raw, 'Action')),
    resources: listOf(valueAt(raw, 'Resource')),
    principal: valueAt(raw, 'Principal'),
    condition: valueAt(raw, 'Condition'),
    keys: typeof raw === 'object' && raw !== null ? Object.keys(raw) : [],
  });

/** Every statement of every policy; trust policies are not among them. */
export const statementsOf = ({ resources }: Packaged): readonly Statement[] =>
  resources.flatMap((resource) =>
    documents(resource)
      .flatMap((document) => listOf(valueAt(document, 'Statement')))
      .map(statementOf(resource)),
  );

/** Whether a principal is everybody. */
export const isEverybody = (principal: unknown): boolean =>
  principal === '*' || listOf(valueAt(principal, 'AWS')).includes('*');
