import { add, arn, drop, type Faults, property } from './edit.ts';

export const OF_EDGE: Faults = {
  'api-access-log': {
    'calls are not logged': drop('HttpStage', 'Properties', 'AccessLogSettings'),
    'the access log holds what callers say of themselves': property(
      'HttpStage',
      ['AccessLogSettings', 'Format'],
      '$context.requestId $context.authorizer.claims',
    ),
    'the access log is in the worker’s group': property(
      'HttpStage',
      ['AccessLogSettings', 'DestinationArn'],
      arn('QueueLogGroup'),
    ),
  },
  'api-throttled': {
    'calls are not throttled': drop('HttpStage', 'Properties', 'DefaultRouteSettings'),
    'the route’s own settings lift the throttle': property('HttpStage', ['RouteSettings'], {
      'POST /stop': { ThrottlingRateLimit: 10_000, ThrottlingBurstLimit: 5000 },
    }),
    'the stage is never deployed': property('HttpStage', ['AutoDeploy'], false),
    'the stage is not where the permission is': property('HttpStage', ['StageName'], 'v1'),
  },
  'api-one-route': {
    'every path is answered': property('WebhookRoute', ['RouteKey'], '$default'),
    'other origins are answered': property('HttpApi', ['CorsConfiguration'], { AllowOrigins: ['*'] }),
    'there is a second route': add('SecondRoute', 'AWS::ApiGatewayV2::Route', { RouteKey: 'POST /stop' }),
    'the route leads nowhere': property('WebhookRoute', ['Target'], 'integrations/other'),
  },
  'api-integration': {
    'the route calls the worker': property('WebhookIntegration', ['IntegrationUri'], arn('QueueLambdaFunction')),
    'callers get a time-out before the answer': property('WebhookIntegration', ['TimeoutInMillis'], 1000),
    'the webhook gets events of another form': property('WebhookIntegration', ['PayloadFormatVersion'], '1.0'),
    'a header is put into each call': property('WebhookIntegration', ['RequestParameters'], {
      'overwrite:header.webhook-id': 'x',
    }),
  },
  'api-authorised': { 'a second route is open': add('SecondRoute', 'AWS::ApiGatewayV2::Route') },
  'api-domain': { 'a second API is open': add('SecondApi', 'AWS::ApiGatewayV2::Api') },
  'log-groups': {
    'the worker’s log is kept for ever': drop('QueueLogGroup', 'Properties', 'RetentionInDays'),
    'the access log is kept for a day': property('HttpLogGroup', ['RetentionInDays'], 1),
    'the webhook’s log masks nothing': drop('WebhookLogGroup', 'Properties', 'DataProtectionPolicy'),
    'tokens are not masked': property(
      'QueueLogGroup',
      ['DataProtectionPolicy', 'Statement', 1, 'DataIdentifier'],
      ['WebhookKey'],
    ),
    'what is masked matches nothing': property(
      'QueueLogGroup',
      ['DataProtectionPolicy', 'Configuration', 'CustomDataIdentifier', 0, 'Regex'],
      'never',
    ),
    'the worker has no log': drop('QueueLogGroup'),
    'the worker’s log has another name': property('QueueLogGroup', ['LogGroupName'], '/aws/lambda/other'),
  },
};
