import { listOf, type Packaged, type PackagedResource, valueAt } from './packaged.ts';

/** A statement of any policy in the template. */
export interface Statement {
  /** The resource that holds the policy. */
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
    case 'AWS::SQS::QueuePolicy':
    case 'AWS::SNS::TopicPolicy':
    case 'AWS::S3::BucketPolicy':
      return [properties.PolicyDocument];
    default:
      return [];
  }
};

const statementOf =
  ({ id: where, type }: PackagedResource) =>
  (raw: unknown): Statement => ({
    where,
    type,
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
