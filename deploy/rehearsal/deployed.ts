import * as v from 'valibot';

/** A function as it was deployed: its references are resolved. */
export interface DeployedFunction {
  readonly name: string;
  readonly arn: string;
  readonly timeoutMs: number;
  readonly handler: string;
  readonly memory: number;
  readonly environment: Readonly<Record<string, string>>;
  readonly queueUrl: string;
}

const configuration = v.object({
  Configuration: v.object({
    FunctionArn: v.string(),
    Timeout: v.number(),
    Handler: v.string(),
    MemorySize: v.number(),
    Environment: v.object({ Variables: v.objectWithRest({ QUEUE_URL: v.string() }, v.string()) }),
  }),
});

/** Asks what is deployed. moto distinguishes services by the scope of a signature, and does not check it. */
export const deployedStack = (url: string, region: string) => {
  const ask = async (service: string, path: string, body?: string): Promise<Response> => {
    const credential = `Credential=rehearsal/20260101/${region}/${service}/aws4_request`;
    return await fetch(new URL(path, url), {
      method: body === undefined ? 'GET' : 'POST',
      headers: {
        authorization: `AWS4-HMAC-SHA256 ${credential}, SignedHeaders=host, Signature=none`,
        ...(body === undefined ? {} : { 'content-type': 'application/x-www-form-urlencoded' }),
      },
      ...(body === undefined ? {} : { body }),
    });
  };
  // A queue's URL leads to AWS itself, and the SDK believes its host before any endpoint.
  const reachable = (value: string): string => value.replace(/^https:\/\/sqs\.[^/]+/, url);
  return {
    /** The stack's resources, by logical id; undefined when there is no such stack. */
    resources: async (stack: string): Promise<ReadonlyMap<string, string> | undefined> => {
      const query = new URLSearchParams({ Action: 'ListStackResources', Version: '2010-05-15', StackName: stack });
      const answer = await ask('cloudformation', '/', query.toString());
      const xml = await answer.text();
      if (!answer.ok) return undefined;
      const members = xml.matchAll(
        /<LogicalResourceId>([^<]+)<\/LogicalResourceId>[\s\S]*?<PhysicalResourceId>([^<]*)<\/PhysicalResourceId>/g,
      );
      return new Map([...members].map(([, id = '', physicalId = '']) => [id, physicalId]));
    },
    function: async (name: string): Promise<DeployedFunction> => {
      const answer = await ask('lambda', `/2015-03-31/functions/${name}`);
      const { Configuration: read } = v.parse(configuration, await answer.json());
      const variables = read.Environment.Variables;
      return {
        name,
        arn: read.FunctionArn,
        timeoutMs: read.Timeout * 1000,
        handler: read.Handler,
        memory: read.MemorySize,
        environment: Object.fromEntries(
          Object.entries(variables).map(([variable, value]) => [variable, reachable(value)]),
        ),
        queueUrl: reachable(variables.QUEUE_URL),
      };
    },
    object: async (bucket: string, key: string): Promise<Buffer> => {
      const answer = await ask('s3', `/${bucket}/${key}`);
      if (!answer.ok) throw new Error(`${key} is not in the deployment bucket`);
      return Buffer.from(await answer.arrayBuffer());
    },
  };
};
