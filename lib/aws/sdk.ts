import { nameThrown } from '../telemetry/thrown.ts';

/**
 * How long a call to AWS may take, for the `requestHandler` of every SDK client. Without `throwOnRequestTimeout` a request
 * timeout only warns (@smithy/node-http-handler, setRequestTimeout); it ends with the headers, so the socket's covers the body.
 */
export const AWS_TIMEOUTS = {
  connectionTimeout: 1000,
  requestTimeout: 2000,
  socketTimeout: 2000,
  throwOnRequestTimeout: true,
} as const;

/** First try and one retry: a call that still fails is reported, and a later delivery tries again. */
export const AWS_ATTEMPTS = 2;

/** The HTTP status of an answer that the SDK threw; undefined when there was no answer. */
export const statusOf = (error: unknown): number | undefined => {
  if (typeof error !== 'object' || error === null || !('$metadata' in error)) return undefined;
  const metadata = error.$metadata;
  if (typeof metadata !== 'object' || metadata === null || !('httpStatusCode' in metadata)) return undefined;
  return typeof metadata.httpStatusCode === 'number' ? metadata.httpStatusCode : undefined;
};

// IAM User Guide, "Troubleshoot access denied error messages": "… is not authorized to perform: sqs:SendMessage on resource: …".
const REFUSED_ACTION = /\bnot authorized to perform: ([a-z0-9-]{1,40}:[A-Za-z]{1,60})\b/;

/** The action that a refusal names, such as `kms:Decrypt`: its right is missing. Undefined for anything else. */
const refusedAction = (error: unknown): string | undefined => {
  const name = nameThrown(error).errorName ?? '';
  if (!/^(AccessDenied|AuthorizationError|KMS\.?AccessDenied|KmsAccessDenied)/i.test(name)) return undefined;
  return error instanceof Error ? REFUSED_ACTION.exec(error.message)?.[1] : undefined;
};

/**
 * What the SDK threw, in one phrase: its name, Node's code, the status. Never the message: that of a refused signature quotes
 * the session token (InvalidSignatureException, "The Canonical String for this request should have been"). Of a refusal it is the action whose right is missing.
 */
export const awsErrorText = (error: unknown): string => {
  const action = refusedAction(error);
  if (action !== undefined) return `${action} is not allowed`;
  const { errorName, errorCode } = nameThrown(error);
  const status = statusOf(error);
  const details = [errorCode, status === undefined ? null : `HTTP ${status}`].filter((detail) => detail !== null);
  return `${errorName ?? 'unknown error'}${details.length === 0 ? '' : ` (${details.join(', ')})`}`;
};
