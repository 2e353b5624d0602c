import { Buffer } from 'node:buffer';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import * as v from 'valibot';
import { gatewayAnswer, type HttpAnswer, httpAnswer } from './http-answer.ts';
import { httpEvent } from './http-event.ts';
import type { Lambda } from './lambda.ts';
import type { LocalTemplate } from './local-template.ts';
import { listeningUrl } from './place.ts';
import type { Throttle } from './throttle.ts';

const routeProperties = v.object({
  RouteKey: v.pipe(v.string(), v.regex(/^[A-Z]+ \/[^{}]*$/, 'only a method and an exact path are supported here')),
  Target: v.string(),
});

const integrationProperties = v.object({
  IntegrationType: v.literal('AWS_PROXY'),
  PayloadFormatVersion: v.literal('2.0'),
  IntegrationUri: v.string(),
  // API Gateway's own default and most for an HTTP API.
  TimeoutInMillis: v.optional(v.number(), 30_000),
});

/** The routes of the template, each with its integration's function. Throws when one leads nowhere. */
export const httpRoutes = (local: LocalTemplate, lambdaOf: (arn: string) => Lambda): readonly HttpRoute[] => {
  const integrations = new Map(
    local
      .idsOfType('AWS::ApiGatewayV2::Integration')
      .map((id) => [`integrations/${local.ref(id)}`, local.properties(id, integrationProperties)]),
  );
  return local.idsOfType('AWS::ApiGatewayV2::Route').map((id) => {
    const { RouteKey, Target } = local.properties(id, routeProperties);
    const integration = integrations.get(Target);
    if (integration === undefined) throw new Error(`${id}: its target ${Target} is no integration of the template`);
    return { routeKey: RouteKey, timeoutMs: integration.TimeoutInMillis, lambda: lambdaOf(integration.IntegrationUri) };
  });
};

/** A route of the template and the function behind it. */
export interface HttpRoute {
  /** `POST /stop`: method and path, both exact. */
  readonly routeKey: string;
  readonly timeoutMs: number;
  readonly lambda: Lambda;
}

/** The HTTP API, running here. */
export interface HttpApi {
  readonly url: string;
  stop(): void;
}

// API Gateway quotas: payload size of an HTTP API.
const BODY_MAX = 10 * 1024 * 1024;

const answer = async (
  request: IncomingMessage,
  routes: ReadonlyMap<string, HttpRoute>,
  takes: Throttle,
): Promise<HttpAnswer> => {
  const { method = '', url = '/', headersDistinct, httpVersion } = request;
  const route = routes.get(`${method} ${url.split('?', 1)}`);
  if (route === undefined) return gatewayAnswer(404, 'Not Found');
  if (!takes()) return gatewayAnswer(429, 'Too Many Requests');
  if (Number(request.headers['content-length'] ?? 0) > BODY_MAX) return gatewayAnswer(413, 'Request Entity Too Large');
  const body = Buffer.from(await buffer(request));
  const arrived = {
    method,
    target: url,
    headers: headersDistinct,
    body,
    protocol: `HTTP/${httpVersion}`,
    arrivedAt: Date.now(),
  };
  const late = new AbortController();
  try {
    return await Promise.race([
      route.lambda.invoke(httpEvent(arrived, route.routeKey, randomUUID())).then(httpAnswer),
      sleep(route.timeoutMs, gatewayAnswer(503, 'Service Unavailable'), { signal: late.signal }),
    ]);
  } finally {
    late.abort();
  }
};

/** Serves the routes, as many calls as the throttle takes, on a free port of the loopback interface. */
export const startHttpApi = async (routes: readonly HttpRoute[], takes: Throttle): Promise<HttpApi> => {
  const byKey = new Map(routes.map((route) => [route.routeKey, route]));
  const server = createServer((request, response) => {
    answer(request, byKey, takes).then(
      ({ status, headers, body }) => response.writeHead(status, headers).end(body),
      (error: unknown) => {
        response.destroy();
        if (request.complete) throw error; // Else the caller broke off, and nobody waits for an answer.
      },
    );
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: listeningUrl(server),
    stop: () => {
      server.close();
      server.closeAllConnections();
    },
  };
};
