import type { APIGatewayProxyEventV2, APIGatewayProxyResultV2 } from 'aws-lambda';

/** Answers with what it received, and its environment; a query names another end. */
export const handler = async (event: APIGatewayProxyEventV2): Promise<APIGatewayProxyResultV2> => {
  if (event.rawQueryString === 'throw') throw new Error('told to throw');
  if (event.rawQueryString === 'hang') await new Promise(() => setInterval(() => undefined, 1000));
  return {
    statusCode: 202,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ event, environment: process.env, pid: process.pid }),
  };
};
