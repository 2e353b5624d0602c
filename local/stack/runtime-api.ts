import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import * as v from 'valibot';
import { listeningUrl } from './place.ts';

/** How one invocation of a function ended. `failed`: it threw, ran out of time or died, in Lambda's own words. */
export type Invocation =
  | { readonly kind: 'answered'; readonly payload: string }
  | Failed
  | { readonly kind: 'throttled' };

/** What Lambda reports instead of an answer. */
export interface Failed {
  readonly kind: 'failed';
  readonly errorType: string;
  readonly errorMessage: string;
}

/** An event on its way to a function. */
export interface RuntimeEvent {
  readonly requestId: string;
  readonly payload: string;
  readonly deadlineAt: number;
  readonly functionArn: string;
}

/** The reports of a function's process. */
export interface RuntimeListener {
  /** It asked for an event: it is loaded, and done with the one before. */
  readonly onNext: () => void;
  readonly onAnswer: (requestId: string, payload: string) => void;
  readonly onError: (requestId: string, failed: Failed) => void;
  readonly onInitError: (failed: Failed) => void;
  /** A request that the function did not wait for; this and no other path is ours, not Lambda's. */
  readonly onLeftBehind: (what: string) => void;
}

/** Lambda's Runtime API for one process. */
export interface RuntimeApi {
  /** `127.0.0.1:<port>`, as AWS_LAMBDA_RUNTIME_API wants it. */
  readonly address: string;
  /** Gives the event to the process, which has asked for it. Throws when it has not. */
  give(event: RuntimeEvent): void;
  stop(): void;
}

const failure = v.object({ errorType: v.string(), errorMessage: v.string() });

const failedBy = (body: string): Failed => ({ kind: 'failed', ...v.parse(failure, JSON.parse(body)) });

const PREFIX = '/2018-06-01/runtime/';

/** Serves one process. AWS Lambda Developer Guide, "Using the Lambda runtime API for custom runtimes". */
export const startRuntimeApi = async (listener: RuntimeListener): Promise<RuntimeApi> => {
  let asking: ServerResponse | undefined;
  const report = (path: string, body: string): boolean => {
    const [first, requestId = '', last] = path.split('/');
    if (first === 'init') listener.onInitError(failedBy(body));
    else if (last === 'response') listener.onAnswer(requestId, body);
    else if (last === 'left-behind') listener.onLeftBehind(body);
    else if (last === 'error') listener.onError(requestId, failedBy(body));
    else return false;
    return true;
  };
  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const path = request.url?.startsWith(PREFIX) ? request.url.slice(PREFIX.length) : '';
    if (request.method === 'GET' && path === 'invocation/next') {
      asking = response;
      listener.onNext();
      return;
    }
    response.writeHead(report(path, await text(request)) ? 202 : 404).end();
  };
  const server = createServer((request, response) => {
    serve(request, response).catch((error: unknown) => {
      response.destroy();
      if (request.complete) throw error; // Else the process died while it spoke, and its exit shows that.
    });
  });
  // A process waits for its next event as long as it takes.
  server.requestTimeout = 0;
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    address: new URL(listeningUrl(server)).host,
    give: ({ requestId, payload, deadlineAt, functionArn }) => {
      if (asking === undefined) throw new Error('the process has not asked for an event');
      asking.writeHead(200, {
        'content-type': 'application/json',
        'lambda-runtime-aws-request-id': requestId,
        'lambda-runtime-deadline-ms': deadlineAt,
        'lambda-runtime-invoked-function-arn': functionArn,
      });
      asking.end(payload);
      asking = undefined;
    },
    stop: () => {
      server.close();
      server.closeAllConnections();
    },
  };
};
