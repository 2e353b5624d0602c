import * as v from 'valibot';
import type { Ground } from './ground.ts';
import type { HttpRoute } from './http-api.ts';
import type { Lambda } from './lambda.ts';

const routeProperties = v.object({
  RouteKey: v.pipe(v.string(), v.regex(/^[A-Z]+ \/[^{}]*$/, 'only a method and an exact path are served here')),
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
export const httpRoutes = (ground: Ground, lambdaOf: (arn: string) => Lambda): readonly HttpRoute[] => {
  const integrations = new Map(
    ground
      .idsOfType('AWS::ApiGatewayV2::Integration')
      .map((id) => [`integrations/${ground.ref(id)}`, ground.properties(id, integrationProperties)]),
  );
  return ground.idsOfType('AWS::ApiGatewayV2::Route').map((id) => {
    const { RouteKey, Target } = ground.properties(id, routeProperties);
    const integration = integrations.get(Target);
    if (integration === undefined) throw new Error(`${id}: its target ${Target} is no integration of the template`);
    return { routeKey: RouteKey, timeoutMs: integration.TimeoutInMillis, lambda: lambdaOf(integration.IntegrationUri) };
  });
};
