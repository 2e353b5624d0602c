import type { StackParams } from '../../deploy/stack-params.ts';
import { PLAIN_NETWORK } from './network-params.ts';

/** The parameters of a stack as serverless.yml has them. A test names only what it changes. */
export const aStack: StackParams = {
  cloudsSecret: 'lights-out/prod/clouds',
  webhookSecret: 'lights-out/prod/webhook',
  cloud: 'openstack',
  stopWindow: 'PT1H',
  stopWindowMax: 'PT24H',
  stopPatience: 'PT15M',
  stopQuarantine: 'PT2M',
  lookAgainMin: 'PT5S',
  lookAgainMax: 'PT5M',
  allowAdmin: 'false',
  kmsKeyArn: '',
  oldKmsKeyArn: '',
  alarmTopicArn: '',
  senderTopicArn: '',
  selectAtMost: '50',
  stopAtMostPerRequest: '1000',
  stopRequires: '',
  neverStop: '',
  stopOnly: '',
  eventBus: '',
  summaryTopicArn: '',
  noneMatchedAlarm: 'false',
  dashboard: 'false',
  ...PLAIN_NETWORK,
  visibilityTimeout: '360',
  maxReceives: '1000',
  retention: '1209600',
  prefix: 'lights-out-prod',
};
