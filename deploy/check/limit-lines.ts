import type { Finding, Line } from './line.ts';
import { modelFindings } from './model.ts';
import { listOf, ofType, type Packaged, type PackagedResource, valueAt } from './packaged.ts';

// AWS CloudFormation User Guide, "Quotas": 1 MB (enforced as 1,000,000 bytes) for a template in S3, and what it may have.
const TEMPLATE_BYTES = 1_000_000;
const COUNTS = { Resources: 500, Outputs: 200 } as const;

const SCHEDULE = 'AWS::Scheduler::Schedule';

const byteLength = (value: object): number => Buffer.byteLength(JSON.stringify(value));

/** Names the file to edit, when the schedules are what is too much. */
const blame = (total: number, ofSchedules: number, most: number): string =>
  total - ofSchedules <= most ? 'schedules.yml' : 'template';

const sizeFindings = (packaged: Packaged): readonly Finding[] => {
  const schedules = ofType(packaged, SCHEDULE);
  // The framework uploads it without white space.
  const bytes = byteLength(packaged.template);
  const where = blame(bytes, byteLength(schedules.map(({ whole }) => whole)), TEMPLATE_BYTES);
  const count = packaged.resources.length;
  const outputs = Object.keys(Object(packaged.template.Outputs)).length;
  const cause = `${schedules.length} schedules`;
  return [
    ...(bytes <= TEMPLATE_BYTES
      ? []
      : [{ where, what: `the template has ${bytes} bytes with ${cause}, and CloudFormation takes ${TEMPLATE_BYTES}` }]),
    ...(count <= COUNTS.Resources
      ? []
      : [
          {
            where: blame(count, schedules.length, COUNTS.Resources),
            what: `the stack has ${count} resources with ${cause}, and CloudFormation takes ${COUNTS.Resources}`,
          },
        ]),
    ...(outputs <= COUNTS.Outputs
      ? []
      : [{ where: 'template', what: `has ${outputs} outputs, and CloudFormation takes ${COUNTS.Outputs}` }]),
  ];
};

// Characters: IAM User Guide, "IAM and AWS STS quotas" (white space does not count). Bytes: SQS Developer Guide, "Amazon SQS policy
// quotas"; KMS Developer Guide, "Resource quotas"; S3 API reference, PutBucketPolicy.
const POLICY_SIZES: Readonly<
  Record<string, { readonly most: number; readonly of: (properties: PackagedResource['properties']) => object }>
> = {
  'AWS::IAM::Role': {
    most: 10_240,
    of: ({ Policies }) => listOf(Policies).map((policy) => valueAt(policy, 'PolicyDocument')),
  },
  'AWS::IAM::ManagedPolicy': { most: 6144, of: ({ PolicyDocument }) => Object(PolicyDocument) },
  'AWS::SQS::QueuePolicy': { most: 8192, of: ({ PolicyDocument }) => Object(PolicyDocument) },
  'AWS::KMS::Key': { most: 32_768, of: ({ KeyPolicy }) => Object(KeyPolicy) },
  'AWS::S3::BucketPolicy': { most: 20_480, of: ({ PolicyDocument }) => Object(PolicyDocument) },
};

// With an ARN for each function of CloudFormation, of which most are shorter.
const policyFindings = ({ resources }: Packaged): readonly Finding[] =>
  resources.flatMap(({ id, type, properties }) => {
    const quota = POLICY_SIZES[type];
    if (quota === undefined) return [];
    const size = byteLength(quota.of(properties));
    return size <= quota.most
      ? []
      : [{ where: id, what: `its policy has ${size} characters, and AWS takes ${quota.most}` }];
  });

// Lambda Developer Guide, "Lambda quotas": 250 MB unzipped. What is uploaded through S3 has no other limit.
const CODE_BYTES = 262_144_000;

// EventBridge Scheduler User Guide, "Quotas": 256 KB.
const INPUT_BYTES = 262_144;

export const LIMIT_LINES: readonly Line[] = [
  {
    id: 'resource-model',
    says: 'every resource fits CloudFormation’s model: properties, types, required properties, references',
    rules: [],
    refusedByAws: true,
    findings: modelFindings,
  },
  {
    id: 'template-size',
    says: 'the template is within CloudFormation’s limits: bytes, resources, outputs',
    rules: [],
    refusedByAws: true,
    findings: sizeFindings,
  },
  {
    id: 'policy-sizes',
    says: 'every policy is within the limit of its service',
    rules: [],
    refusedByAws: true,
    findings: policyFindings,
  },
  {
    id: 'code-size',
    says: 'the code of each function is within Lambda’s limit when it is unpacked',
    rules: [],
    refusedByAws: true,
    findings: ({ zips }) =>
      [...zips].flatMap(([where, entries]) => {
        const bytes = entries.reduce((sum, { bytes: { length } }) => sum + length, 0);
        return bytes <= CODE_BYTES
          ? []
          : [{ where, what: `has ${bytes} bytes of code, and Lambda takes ${CODE_BYTES}` }];
      }),
  },
  {
    id: 'schedule-input-size',
    says: 'schedules: no message is longer than Scheduler takes',
    rules: [],
    refusedByAws: true,
    findings: (packaged) =>
      ofType(packaged, SCHEDULE).flatMap(({ id, properties }) => {
        const bytes = Buffer.byteLength(String(valueAt(properties, 'Target', 'Input') ?? ''));
        return bytes <= INPUT_BYTES
          ? []
          : [{ where: id, what: `schedules.yml: its message has ${bytes} bytes, and Scheduler takes ${INPUT_BYTES}` }];
      }),
  },
];
