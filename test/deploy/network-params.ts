import type { NetworkParams } from '../../deploy/network.ts';

/** The defaults of serverless.yml: no VPC, no proxy, no reservation, no traces. */
export const PLAIN_NETWORK: NetworkParams = {
  vpcSubnetIds: '',
  vpcSecurityGroupIds: '',
  httpsProxy: '',
  httpProxy: '',
  noProxy: '',
  webhookCallsPerSecond: '50',
  webhookConcurrency: '',
  tracing: 'false',
};
