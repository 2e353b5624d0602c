import * as v from 'valibot';
import { checkEach, checkEachBy, type Line } from './line.ts';
import { isThrottle } from './network-lines.ts';
import { listOf, ofType, referredId } from './packaged.ts';

const refersTo = (id: string) => (value: unknown) => referredId(value) === id;

// What an access log may hold: nothing that a caller wrote.
const LOGGED: ReadonlySet<string> = new Set([
  '$context.requestId',
  '$context.requestTime',
  '$context.identity.sourceIp',
  '$context.routeKey',
  '$context.status',
  '$context.responseLatency',
]);
const isAccessLog = (format: unknown): boolean => {
  const variables = String(format).match(/\$[\w.]+/g) ?? [];
  return variables.length === LOGGED.size && variables.every((variable) => LOGGED.has(variable));
};

const input = v.pipe(
  v.string(),
  v.parseJson(),
  v.object({
    schedule: v.object({
      arn: v.literal('<aws.scheduler.schedule-arn>'),
      scheduledTime: v.literal('<aws.scheduler.scheduled-time>'),
    }),
  }),
);

export const EDGE_LINES: readonly Line[] = [
  {
    id: 'api-access-log',
    says: 'HTTP API: access log with id, address, status and latency, without header, query or body',
    rules: ['CKV_AWS_95', 'W46', 'APIG1'],
    findings: (packaged) =>
      checkEach(packaged, 'AWS::ApiGatewayV2::Stage', {
        AccessLogSettings: { DestinationArn: refersTo('HttpLogGroup'), Format: isAccessLog },
      }),
  },
  {
    id: 'api-throttled',
    says: 'HTTP API: calls a second are limited, and twice as many at once',
    rules: ['APIGWDefaultThrottling'],
    findings: (packaged) =>
      checkEach(packaged, 'AWS::ApiGatewayV2::Stage', {
        DefaultRouteSettings: isThrottle,
        // A route's own settings win over the default.
        RouteSettings: undefined,
      }),
  },
  {
    id: 'api-one-route',
    says: 'HTTP API: one route, POST /stop, and no answer to other origins',
    rules: [],
    findings: (packaged) => [
      ...checkEach(packaged, 'AWS::ApiGatewayV2::Route', { RouteKey: 'POST /stop' }),
      ...ofType(packaged, 'AWS::ApiGatewayV2::Route')
        .slice(1)
        .map(({ id }) => ({ where: id, what: 'is a second route' })),
      ...checkEach(packaged, 'AWS::ApiGatewayV2::Api', { ProtocolType: 'HTTP', CorsConfiguration: undefined }),
    ],
  },
  {
    id: 'api-authorised',
    says: 'HTTP API: the gateway authorises calls',
    rules: ['APIG4', 'CKV_AWS_309'],
    findings: (packaged) =>
      checkEach(packaged, 'AWS::ApiGatewayV2::Route', {
        AuthorizationType: (value) => value !== undefined && value !== 'NONE',
      }),
  },
  {
    id: 'api-domain',
    says: 'HTTP API: a custom domain, and the default endpoint disabled',
    rules: [],
    findings: (packaged) => checkEach(packaged, 'AWS::ApiGatewayV2::Api', { DisableExecuteApiEndpoint: true }),
  },
  {
    id: 'schedule',
    says: 'schedules: sent straight to the queue, at the minute, in a named zone, tried for ten minutes, then dead-lettered',
    rules: ['EventBusDLQ'],
    findings: (packaged) =>
      ofType(packaged, 'AWS::Scheduler::Schedule').length === 0
        ? []
        : checkEach(packaged, 'AWS::Scheduler::Schedule', {
            GroupName: refersTo('ScheduleGroup'),
            FlexibleTimeWindow: { Mode: 'OFF' },
            ScheduleExpression: (value) => /^cron\(.+\)$/.test(String(value)),
            ScheduleExpressionTimezone: (value) => typeof value === 'string' && value !== '',
            Target: {
              Arn: refersTo('StopQueue'),
              RoleArn: refersTo('ScheduleRole'),
              RetryPolicy: { MaximumEventAgeInSeconds: 600, MaximumRetryAttempts: 10 },
              DeadLetterConfig: { Arn: refersTo('DeadLetterQueue') },
              Input: (value) => v.is(input, value),
            },
          }),
  },
  {
    id: 'log-groups',
    says: 'logs: every group is kept for thirty to ninety days; those of the functions mask what looks like a credential',
    rules: ['CKV_AWS_66', 'W86', 'W92'],
    findings: (packaged) => [
      ...checkEachBy(packaged, 'AWS::Logs::LogGroup', ({ id }) => ({
        RetentionInDays: (value) => Number(value) >= 30 && Number(value) <= 90,
        ...(id === 'HttpLogGroup'
          ? {}
          : { DataProtectionPolicy: { Statement: (value) => listOf(value).length === 2 } }),
      })),
      ...ofType(packaged, 'AWS::Lambda::Function')
        .filter(({ id }) => !packaged.resources.some((other) => other.id === id.replace('LambdaFunction', 'LogGroup')))
        .map(({ id }) => ({ where: id, what: 'has no log group' })),
    ],
  },
];
