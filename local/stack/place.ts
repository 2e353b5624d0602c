import type { Server } from 'node:net';

/** Where a stack runs: what its names, ARNs and URLs are made of. */
export interface Place {
  readonly region: string;
  readonly accountId: string;
  readonly stackName: string;
  /** `http://127.0.0.1:<port>`. */
  readonly sqsEndpoint: string;
}

/** The account of fauxqs; every ARN has to name the same one. */
export const ACCOUNT_ID = '000000000000';

/** Any region does: nothing leaves the machine. */
export const REGION = 'eu-central-1';

/** Not secret: the embedded services look at the form of a signature only. */
export const CREDENTIALS = { accessKeyId: 'local', secretAccessKey: 'local' } as const;

/** An ARN in this place; `resource` is what comes after the account. */
export const arnIn = (place: Place, service: string, resource: string): string =>
  `arn:aws:${service}:${place.region}:${place.accountId}:${resource}`;

/** `http://127.0.0.1:<port>` of a server that listens there. */
export const listeningUrl = (server: Pick<Server, 'address'>): string => {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server does not listen on a port');
  return `http://127.0.0.1:${address.port}`;
};
