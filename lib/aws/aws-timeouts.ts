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
