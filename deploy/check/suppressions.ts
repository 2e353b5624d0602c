import { NETWORK_SUPPRESSIONS } from './network-suppressions.ts';

/** A finding that is accepted, and why. */
export interface Suppression {
  readonly line: string;
  /** The logical id. */
  readonly where: string;
  /** The finding holds these words; absent: any of that line there. */
  readonly what?: string;
  readonly because: string;
}

const SYNCHRONOUS = 'nothing calls it asynchronously: its event source and its route both wait for the answer';
const KEY_POLICY = 'in a key’s own policy * is that key';
const SUFFIX = 'Secrets Manager puts a hyphen and six characters after the name; hand in the ARN to have no wildcard';

export const SUPPRESSIONS: readonly Suppression[] = [
  { line: 'function-failures', where: 'QueueLambdaFunction', because: SYNCHRONOUS },
  { line: 'function-failures', where: 'WebhookLambdaFunction', because: SYNCHRONOUS },
  ...NETWORK_SUPPRESSIONS,
  {
    line: 'policy-actions',
    where: 'Key',
    what: 'kms:*',
    because:
      'a key whose account may not administer it can never be changed again, and no role’s own policy would count',
  },
  { line: 'policy-resources', where: 'Key', because: KEY_POLICY },
  { line: 'policy-resources', where: 'QueueRole', what: 'secretsmanager:', because: SUFFIX },
  { line: 'policy-resources', where: 'WebhookRole', what: 'secretsmanager:', because: SUFFIX },
  {
    line: 'api-authorised',
    where: 'WebhookRoute',
    because: 'the signature over the raw body is the authorisation, and the function checks it before anything else',
  },
  {
    line: 'api-domain',
    where: 'HttpApi',
    because: 'a domain and its certificate are the deployer’s; docs/operations.md shows how to put one in front',
  },
];
