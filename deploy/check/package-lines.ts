import { chosenIn } from './chosen.ts';
import { differences, type Finding, findingsAt, type Line } from './line.ts';
import type { Packaged } from './packaged.ts';
import { resourceTypeFindings } from './resource-types.ts';
import { attribute, ref, sub } from './written.ts';

// What no file of a deployment holds. Key identifiers, private keys, webhook keys, tokens of Keystone.
const SECRETS: readonly { readonly what: string; readonly form: RegExp }[] = [
  { what: 'an AWS access key', form: /\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/ },
  { what: 'a private key', form: /-----BEGIN [A-Z ]*PRIVATE KEY-----\s*[A-Za-z0-9+/=]{16}/ },
  { what: 'a webhook key', form: /whsec_[A-Za-z0-9+/]{24}/ },
  { what: 'a Keystone token', form: /gAAAAA[A-Za-z0-9_-]{40}/ },
];

// In code these words come before the names of fields.
const PASSWORD = /"(?:password|passwd|secret|token|application_credential_secret)"\s*:\s*"[^"]+"/i;

const secretsIn = (where: string, text: string): readonly Finding[] =>
  SECRETS.filter(({ form }) => form.test(text)).map(({ what }) => ({ where, what: `holds what looks like ${what}` }));

const files = ({
  zips,
}: Packaged): readonly { readonly where: string; readonly name: string; readonly text: string }[] =>
  [...zips].flatMap(([zip, entries]) =>
    entries.map(({ name, bytes }) => ({ where: `${zip}:${name}`, name, text: bytes.toString('utf8') })),
  );

// A transform can replace everything that was checked here, and a condition can take it away.
const TEMPLATE_PARTS: ReadonlySet<string> = new Set([
  'AWSTemplateFormatVersion',
  'Description',
  'Resources',
  'Outputs',
]);

export const PACKAGE_LINES: readonly Line[] = [
  {
    id: 'resource-types',
    says: 'the stack has the resources that the checklist knows, by id and type, and no other',
    rules: [],
    findings: resourceTypeFindings,
  },
  {
    id: 'template-parts',
    says: 'the template is resources and outputs: no parameter, condition, transform or other part',
    rules: [],
    findings: ({ template }) =>
      Object.keys(template)
        .filter((key) => !TEMPLATE_PARTS.has(key))
        .map((key) => ({ where: 'template', what: `has a part ${key}` })),
  },
  {
    id: 'outputs',
    says: 'outputs: the addresses and names that operators and senders need, each of its own resource',
    rules: [],
    findings: (packaged) => {
      const { key, name, hasOwnTopic } = chosenIn(packaged);
      const given = packaged.sources?.params.alarmTopicArn;
      const isTopic = (value: unknown): boolean => typeof value === 'string' && value === (given ?? value);
      const expected = {
        ServerlessDeploymentBucketName: {
          Value: ref('ServerlessDeploymentBucket'),
          Export: { Name: `sls-${name}-ServerlessDeploymentBucketName` },
        },
        WebhookUrl: { Value: sub('<HttpApi.ApiEndpoint>/stop') },
        StopQueueUrl: { Value: ref('StopQueue') },
        StopQueueArn: { Value: attribute('StopQueue') },
        DeadLetterQueueUrl: { Value: ref('DeadLetterQueue') },
        DeadLetterQueueArn: { Value: attribute('DeadLetterQueue') },
        LedgerTable: { Value: ref('Ledger') },
        WorkerFunction: { Value: ref('QueueLambdaFunction') },
        WorkerLogGroup: { Value: ref('QueueLogGroup') },
        WebhookLogGroup: { Value: ref('WebhookLogGroup') },
        AccessLogGroup: { Value: ref('HttpLogGroup') },
        ScheduleGroup: { Value: ref('ScheduleGroup') },
        AlarmTopicArn: { Value: hasOwnTopic ? ref('AlarmTopic') : isTopic },
        FreezePolicyArn: { Value: ref('FreezePolicy') },
        OnCallPolicyArn: { Value: ref('OnCallPolicy') },
        KeyArn: { Value: (value: unknown) => JSON.stringify(value) === JSON.stringify(key) },
      };
      return findingsAt('Outputs', differences(packaged.template.Outputs, expected, 'refused'));
    },
  },
  {
    id: 'no-secret',
    says: 'no secret in the template or in any file of the zips, and no dynamic reference to one',
    rules: ['CKV_AWS_45', 'W77', 'SMG4'],
    findings: (packaged) => [
      ...secretsIn('template', packaged.text),
      ...(PASSWORD.test(packaged.text) ? [{ where: 'template', what: 'holds what looks like a password' }] : []),
      ...(packaged.text.includes('{{resolve:') ? [{ where: 'template', what: 'has a dynamic reference' }] : []),
      ...files(packaged).flatMap(({ where, text }) => secretsIn(where, text)),
    ],
  },
  {
    id: 'zip-files',
    says: 'the zips hold bundled modules and nothing else: no source map, no test, no source',
    rules: [],
    findings: (packaged) => [
      ...(packaged.zips.size === 2 ? [] : [{ where: 'package', what: `has ${packaged.zips.size} zips, not two` }]),
      ...files(packaged)
        .filter(({ name, text }) => !/^dist\/\w+\/[\w-]+\.mjs$/.test(name) || text.includes('//# sourceMappingURL='))
        .map(({ where }) => ({ where, what: 'is not a bundled module, or names a source map' })),
    ],
  },
];
