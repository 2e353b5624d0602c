import { chosenIn } from './chosen.ts';
import { checkExactly, type Expected, type Line, readElsewhere } from './line.ts';
import { ofType } from './packaged.ts';

const MASKED = ['arn:aws:dataprotection::aws:data-identifier/AwsSecretKey', 'KeystoneToken', 'WebhookKey'];

// CloudWatch Logs User Guide, "Help protect sensitive log data with masking": one statement finds, the other masks.
const MASK: Expected = {
  Name: 'credentials',
  Version: '2021-06-01',
  Configuration: {
    CustomDataIdentifier: [
      { Name: 'KeystoneToken', Regex: 'gAAAAA[A-Za-z0-9_-]{40,}' },
      { Name: 'WebhookKey', Regex: 'whsec_[A-Za-z0-9/+=]{20,}' },
    ],
  },
  Statement: [
    { Sid: 'audit', DataIdentifier: MASKED, Operation: { Audit: { FindingsDestination: {} } } },
    { Sid: 'mask', DataIdentifier: MASKED, Operation: { Deidentify: { MaskConfig: {} } } },
  ],
};

const kept = (LogGroupName: Expected, more: { readonly [key: string]: Expected }): Expected => ({
  LogGroupName,
  RetentionInDays: 30,
  KmsKeyId: readElsewhere,
  ...more,
});

export const LOG_LINES: readonly Line[] = [
  {
    id: 'log-groups',
    says: 'logs: every group is kept for thirty days; those of the functions mask what looks like a credential',
    rules: ['CKV_AWS_66', 'W86', 'W92'],
    findings: (packaged) => {
      const { name } = chosenIn(packaged);
      return [
        ...checkExactly(packaged, 'QueueLogGroup', kept(`/aws/lambda/${name}-queue`, { DataProtectionPolicy: MASK })),
        ...checkExactly(
          packaged,
          'WebhookLogGroup',
          kept(`/aws/lambda/${name}-webhook`, { DataProtectionPolicy: MASK }),
        ),
        // Nothing that a caller wrote is in the access log.
        ...checkExactly(packaged, 'HttpLogGroup', kept(`/aws/vendedlogs/${name}-http`, {})),
        ...ofType(packaged, 'AWS::Lambda::Function')
          .filter(({ id }) => !packaged.resources.some((one) => one.id === id.replace('LambdaFunction', 'LogGroup')))
          .map(({ id }) => ({ where: id, what: 'has no log group' })),
      ];
    },
  },
];
