import { chosenIn } from './chosen.ts';
import { checkEach, checkExactly, type Line, readElsewhere } from './line.ts';
import { throttleOf } from './network-lines.ts';
import { ofType } from './packaged.ts';
import { attribute, ref, sub } from './written.ts';

// What the access log holds: nothing that a caller wrote.
const ACCESS_LOG = JSON.stringify({
  requestId: '$context.requestId',
  time: '$context.requestTime',
  sourceIp: '$context.identity.sourceIp',
  routeKey: '$context.routeKey',
  status: '$context.status',
  latencyMs: '$context.responseLatency',
});

// API Gateway V2 API reference, Route: what is checked before the function is called.
const AUTHORISED: ReadonlySet<unknown> = new Set(['JWT', 'AWS_IAM', 'CUSTOM']);

export const EDGE_LINES: readonly Line[] = [
  {
    id: 'api-access-log',
    says: 'HTTP API: access log with id, address, status and latency, without header, query or body',
    rules: ['CKV_AWS_95', 'W46', 'APIG1'],
    findings: (packaged) =>
      checkEach(packaged, 'AWS::ApiGatewayV2::Stage', {
        AccessLogSettings: { DestinationArn: attribute('HttpLogGroup'), Format: ACCESS_LOG },
      }),
  },
  {
    id: 'api-throttled',
    says: 'HTTP API: calls a second are limited as its parameter says, and twice as many at once',
    rules: ['APIGWDefaultThrottling'],
    findings: (packaged) =>
      // Exactly these: a route's own settings win over the default.
      checkExactly(packaged, 'HttpStage', {
        ApiId: ref('HttpApi'),
        StageName: '$default',
        AutoDeploy: true,
        DefaultRouteSettings: throttleOf(packaged),
        AccessLogSettings: readElsewhere,
      }),
  },
  {
    id: 'api-one-route',
    says: 'HTTP API: one route, POST /stop, and no answer to other origins',
    rules: [],
    findings: (packaged) => [
      ...checkExactly(packaged, 'WebhookRoute', {
        ApiId: ref('HttpApi'),
        RouteKey: 'POST /stop',
        AuthorizationType: readElsewhere,
        Target: sub('integrations/<WebhookIntegration>'),
      }),
      ...ofType(packaged, 'AWS::ApiGatewayV2::Route')
        .slice(1)
        .map(({ id }) => ({ where: id, what: 'is a second route' })),
      ...checkExactly(packaged, 'HttpApi', { Name: chosenIn(packaged).name, ProtocolType: 'HTTP' }),
    ],
  },
  {
    id: 'api-integration',
    says: 'HTTP API: the route calls the webhook, and waits a second longer than it may take',
    rules: [],
    findings: (packaged) =>
      checkExactly(packaged, 'WebhookIntegration', {
        ApiId: ref('HttpApi'),
        IntegrationType: 'AWS_PROXY',
        IntegrationUri: attribute('WebhookLambdaFunction'),
        PayloadFormatVersion: '2.0',
        TimeoutInMillis: 11_000,
      }),
  },
  {
    id: 'api-authorised',
    says: 'HTTP API: the gateway authorises calls',
    rules: ['APIG4', 'CKV_AWS_309'],
    findings: (packaged) =>
      checkEach(packaged, 'AWS::ApiGatewayV2::Route', {
        AuthorizationType: (value) => AUTHORISED.has(value),
      }),
  },
  {
    id: 'api-domain',
    says: 'HTTP API: a custom domain, and the default endpoint disabled',
    rules: [],
    findings: (packaged) => checkEach(packaged, 'AWS::ApiGatewayV2::Api', { DisableExecuteApiEndpoint: true }),
  },
];
