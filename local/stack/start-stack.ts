import { dirname } from 'node:path';
import { systemClock } from '../../lib/clock.ts';
import { startDynamoDb, tableProperties } from './dynamodb.ts';
import { eventSourceProperties, startEventSource } from './event-source.ts';
import { awsEnvironmentOf } from './functions.ts';
import { createGate, type Gate, OPEN_GATE } from './gate.ts';
import { httpRoutes, startHttpApi } from './http-api.ts';
import { type LocalTemplate, localTemplate } from './local-template.ts';
import { createQueues, queueOf } from './queues.ts';
import { startReports } from './reports.ts';
import { createScheduler } from './scheduler.ts';
import { judgeSecrets, mappingRefusal } from './service-calls.ts';
import { startSqs } from './sqs.ts';
import type { Stack, StackOptions } from './stack.ts';
import { startControl } from './start-control.ts';
import { startFunctions } from './start-functions.ts';
import { readTemplate } from './template.ts';
import { createThrottle, throttleLimits } from './throttle.ts';

const CONCURRENCY = 10;

/** Functions that end what was started, in the order of the starts. */
type Endings = (() => Promise<void> | void)[];

const endAll = async (endings: Endings): Promise<void> => {
  for (let end = endings.pop(); end !== undefined; end = endings.pop()) await end();
};

const onlyOne = (ids: readonly string[], what: string): string => {
  const [id] = ids;
  if (id === undefined || ids.length > 1) throw new Error(`the template has ${ids.length} of ${what}, not one`);
  return id;
};

const startTable = async (
  local: LocalTemplate,
  gate: () => Gate,
  endings: Endings,
): Promise<{ name: string; endpoint: string }> => {
  const dynamoDb = await startDynamoDb(gate);
  endings.push(dynamoDb.stop);
  const id = onlyOne(local.idsOfType('AWS::DynamoDB::Table'), 'AWS::DynamoDB::Table');
  await dynamoDb.createTable(local.ref(id), local.properties(id, tableProperties));
  return { name: local.ref(id), endpoint: dynamoDb.endpoint };
};

const start = async (options: StackOptions, endings: Endings): Promise<Stack> => {
  const template = await readTemplate(options.template);
  const faults = new Set<string>();
  const onFault = (line: string): void => {
    if (faults.has(line)) return;
    faults.add(line);
    options.onFault?.(line);
  };
  let gate = OPEN_GATE;
  const sqs = await startSqs(() => gate);
  endings.push(sqs.stop);
  const local = localTemplate(template, sqs.endpoint);
  gate = createGate(local, onFault);
  const queues = await createQueues(local, sqs);
  const table = await startTable(local, () => gate, endings);

  const reports = await startReports(() => gate);
  endings.push(reports.stop);

  const awsEnvironment = awsEnvironmentOf({
    sqs: sqs.endpoint,
    dynamoDb: table.endpoint,
    reports: reports.endpoint,
  });
  const { artifacts = dirname(options.template), concurrency = CONCURRENCY, onLine } = options;
  const functions = await startFunctions(local, { ...options, artifacts, concurrency, onFault }, awsEnvironment);
  endings.push(functions.stop);

  const mappingId = onlyOne(local.idsOfType('AWS::Lambda::EventSourceMapping'), 'AWS::Lambda::EventSourceMapping');
  const mapping = local.properties(mappingId, eventSourceProperties);
  const refused = mappingRefusal(local, gate, mappingId);
  if (refused !== undefined) throw new Error(`${mappingId}: ${refused}`);
  if (!mapping.Enabled) onFault(`${mappingId} is switched off (Enabled): nothing is polled`);
  judgeSecrets(local, gate);
  const queue = queueOf(queues, mapping.EventSourceArn);
  if (queue.deadLettersTo === undefined) throw new Error(`${queue.arn} has no redrive policy`);
  const deadLetterQueue = queueOf(queues, queue.deadLettersTo);
  const worker = functions.byArn(mapping.FunctionName);
  const source = startEventSource(mapping, {
    sqs,
    queueUrl: queue.url,
    lambda: worker.lambda,
    concurrency: Math.min(concurrency, mapping.ScalingConfig.MaximumConcurrency),
    onLine: (line) => onLine?.(worker.name, line),
  });

  const throttle = createThrottle(throttleLimits(local), options.clock ?? systemClock);
  const http = await startHttpApi(
    httpRoutes(local, (arn) => functions.byArn(arn).lambda),
    throttle,
  );
  endings.push(http.stop);
  const running = { local, gate, sqs, queues, mapping, httpUrl: http.url };
  const control = await startControl(options.template, running);
  endings.push(control.stop);
  return {
    name: local.place.stackName,
    endpoints: {
      ...{ sqs: sqs.endpoint, dynamodb: table.endpoint },
      ...{ cloudformation: control.endpoint, sts: control.endpoint },
      ...{ lambda: control.endpoint, cloudwatch: control.endpoint },
    },
    queueUrl: queue.url,
    deadLetterQueueUrl: deadLetterQueue.url,
    tableName: table.name,
    httpUrl: http.url,
    awsEnvironment,
    ...createScheduler(local, queues, sqs, gate),
    send: (body) => sqs.send(queue.url, body),
    events: reports.events,
    messages: reports.messages,
    deadLetters: () => sqs.peek(deadLetterQueue.url),
    depth: () => sqs.depth(queue.url),
    stop: async () => {
      const polling = source.stop();
      // Processes first: a batch under way would otherwise be waited for until the function's timeout.
      await functions.stop();
      await polling;
      await endAll(endings);
    },
  };
};

/**
 * Runs what `serverless package` produced: its queues and table on embedded services, its functions in processes of their own, its
 * event source mapping, HTTP route and schedules. Throws when the template cannot be run here, with nothing left running.
 */
export const startStack = async (options: StackOptions): Promise<Stack> => {
  const endings: Endings = [];
  try {
    return await start(options, endings);
  } catch (error) {
    await endAll(endings);
    throw error;
  }
};
