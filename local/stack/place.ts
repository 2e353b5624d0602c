import type { Server } from 'node:net';

/** Where a stack runs: what its names, ARNs and URLs are made of. */
export interface Place {
  readonly region: string;
  readonly accountId: string;
  readonly stackName: string;
  /** `http://127.0.0.1:<port>`. */
  readonly sqsEndpoint: string;
  /** Where the HTTP API listens, `http://127.0.0.1:<port>`; empty while it does not. */
  readonly httpEndpoint: string;
}

/** The account of fauxqs; every ARN has to name the same one. */
export const ACCOUNT_ID = '000000000000';

/** Any region does: nothing leaves the machine. */
export const REGION = 'eu-central-1';

/** As serverless.yml names it when it is packaged for no other stage. */
export const STACK_NAME = 'lights-out-dev';

/** Not secret: the embedded services look at the form of a signature only. */
export const CREDENTIALS = { accessKeyId: 'local', secretAccessKey: 'local' } as const;

/** An ARN in this place; `resource` is what comes after the account. */
export const arnIn = (place: Place, service: string, resource: string): string =>
  `arn:aws:${service}:${place.region}:${place.accountId}:${resource}`;

/** The id of the stack, an ARN: CloudFormation's own has a UUID of its own too. */
export const stackId = (place: Place): string =>
  arnIn(place, 'cloudformation', `stack/${place.stackName}/00000000-0000-4000-8000-000000000000`);

/** `http://127.0.0.1:<port>` of a server that listens there. */
export const listeningUrl = (server: Pick<Server, 'address'>): string => {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server does not listen on a port');
  return `http://127.0.0.1:${address.port}`;
};
