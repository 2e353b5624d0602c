// The stack that most would pick: middy, Powertools (logger, metrics, batch) and the client of SQS.
import { BatchProcessor, EventType, processPartialResponse } from '@aws-lambda-powertools/batch';
import { Logger } from '@aws-lambda-powertools/logger';
import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import { logMetrics } from '@aws-lambda-powertools/metrics/middleware';
import { SQSClient } from '@aws-sdk/client-sqs';
import middy from '@middy/core';
import { callFetch } from './call-fetch.mjs';
import { idsOf, stopOne } from './stop-one.mjs';

const logger = new Logger({ serviceName: 'stop' });
const metrics = new Metrics({ namespace: 'stop', serviceName: 'stop' });
const processor = new BatchProcessor(EventType.SQS);
export const sqs = new SQSClient({});

const stopRecord = async (record) => {
  for (const id of idsOf(record)) {
    await stopOne(callFetch, id);
    logger.info('stopped', { id });
    metrics.addMetric('stopped', MetricUnit.Count, 1);
  }
};

export const handler = middy((event, context) => processPartialResponse(event, stopRecord, processor, { context }))
  .use(injectLambdaContext(logger))
  .use(logMetrics(metrics));
