import * as v from 'valibot';
import table from './actions.json' with { type: 'json' };

/** Where a stack is deployed to, as its policy names it. */
export interface Place {
  readonly service: string;
  readonly stage: string;
  readonly region: string;
  readonly account: string;
}

type Arns = Readonly<Record<string, readonly string[]>>;

/** What the table calls the resources of an action, as ARNs: by name wherever service and stage begin it. */
const arnsOf = ({ service, stage, region, account }: Place): Arns => {
  const name = `${service}-${stage}`;
  const here = (owner: string, rest: string): string => `arn:aws:${owner}:${region}:${account}:${rest}`;
  return {
    '*': ['*'],
    // API Gateway gives an API an id of its own.
    api: ['apis', 'apis/*', 'tags/*'].map((path) => `arn:aws:apigateway:${region}::/${path}`),
    alarm: [here('cloudwatch', `alarm:${name}-*`)],
    alias: [here('kms', `alias/${name}`)],
    bucket: [`arn:aws:s3:::${name}-*`],
    bucketObject: [`arn:aws:s3:::${name}-*/*`],
    dashboard: [`arn:aws:cloudwatch::${account}:dashboard/${name}`],
    function: [here('lambda', `function:${name}-*`)],
    // KMS gives a key an id of its own.
    key: [here('kms', 'key/*')],
    logGroup: ['lambda', 'vendedlogs'].map((folder) => here('logs', `log-group:/aws/${folder}/${name}-*`)),
    passedRole: [`arn:aws:iam::${account}:role/${name}-*`],
    policy: [`arn:aws:iam::${account}:policy/${name}-*`],
    queue: [here('sqs', `${name}-*`)],
    role: [`arn:aws:iam::${account}:role/${name}-*`],
    schedule: [here('scheduler', `schedule/${name}/*`)],
    scheduleGroup: [here('scheduler', `schedule-group/${name}`)],
    secret: [here('secretsmanager', `secret:${service}/${stage}/*`)],
    stack: [here('cloudformation', `stack/${name}/*`)],
    table: [here('dynamodb', `table/${name}-*`)],
    topic: [here('sns', `${name}-*`)],
  };
};

// Where the name says nothing, or an action is more than it seems: IAM User Guide, "AWS global condition context keys".
const CONDITIONS: Readonly<Record<string, object>> = {
  key: { 'ForAnyValue:StringEquals': { 'aws:CalledVia': 'cloudformation.amazonaws.com' } },
  passedRole: { StringEquals: { 'iam:PassedToService': ['lambda.amazonaws.com', 'scheduler.amazonaws.com'] } },
};

const actions = v.record(v.string(), v.array(v.string()));
const read = v.parse(v.object({ source: v.string(), deploy: actions, types: v.record(v.string(), actions) }), table);

/** The resource types that the table has. */
export const KNOWN_TYPES: readonly string[] = Object.keys(read.types);

/** The types of a template that the table does not have: nobody knows what a deployer needs for them. One line each. */
export const unknownTypes = (types: readonly string[]): readonly string[] =>
  [...new Set(types)]
    .filter((type) => read.types[type] === undefined)
    .map(
      (type) =>
        `${type}: is not in deploy/deployer/actions.json: add the permissions of its resource provider's handlers`,
    );

/** The policy of whoever deploys: each statement has the actions of one kind of resource. */
export const deployerPolicy = (place: Place) => {
  const arns = arnsOf(place);
  const parts = [read.deploy, ...Object.values(read.types)].flatMap((one) => Object.entries(one));
  return {
    Version: '2012-10-17',
    Statement: Object.entries(arns).map(([kind, resources]) => ({
      Sid: kind === '*' ? 'Unnamed' : kind.replace(/^./, (letter) => letter.toUpperCase()),
      Effect: 'Allow',
      Action: [...new Set(parts.flatMap(([on, names]) => (on === kind ? names : [])))].sort(),
      Resource: resources,
      ...(CONDITIONS[kind] === undefined ? {} : { Condition: CONDITIONS[kind] }),
    })),
  };
};
