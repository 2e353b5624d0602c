import { type Buffer, isUtf8 } from 'node:buffer';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';

/** A request as it arrived. */
export interface HttpRequest {
  readonly method: string;
  /** Path and query, as on the request line. */
  readonly target: string;
  readonly headers: Readonly<Record<string, readonly string[] | undefined>>;
  readonly body: Buffer;
  readonly protocol: string;
  readonly arrivedAt: number;
}

// What an HTTP API hands on as text; any other type arrives in base64.
const TEXT = /^(text\/|application\/(json|xml|javascript)\b)/i;

/** The event of payload format 2.0: header names in lower case, several values joined by commas. */
export const httpEvent = (request: HttpRequest, routeKey: string, requestId: string): APIGatewayProxyEventV2 => {
  const { pathname, search, searchParams } = new URL(request.target, 'http://localhost');
  const headers = Object.fromEntries(
    Object.entries(request.headers).map(([name, values]) => [name.toLowerCase(), (values ?? []).join(',')]),
  );
  // Bytes that are no text cannot travel as text, whatever their type says.
  const isText = TEXT.test(headers['content-type'] ?? '') && isUtf8(request.body);
  return {
    version: '2.0',
    routeKey,
    rawPath: pathname,
    rawQueryString: search.slice(1),
    headers,
    ...(search === '' ? {} : { queryStringParameters: Object.fromEntries(searchParams) }),
    requestContext: {
      accountId: 'anonymous',
      apiId: 'local',
      domainName: headers.host ?? 'localhost',
      domainPrefix: 'local',
      http: {
        method: request.method,
        path: pathname,
        protocol: request.protocol,
        sourceIp: '127.0.0.1',
        userAgent: headers['user-agent'] ?? '',
      },
      requestId,
      routeKey,
      stage: '$default',
      time: new Date(request.arrivedAt).toUTCString(),
      timeEpoch: request.arrivedAt,
    },
    ...(request.body.length === 0 ? {} : { body: request.body.toString(isText ? 'utf8' : 'base64') }),
    isBase64Encoded: request.body.length > 0 && !isText,
  };
};
