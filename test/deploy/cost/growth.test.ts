import { expect, test } from 'vitest';
import { packagedFrom } from '../../../deploy/check/packaged.ts';
import { growthPage } from '../../../deploy/cost/growth.ts';
import { stackParts } from '../../../deploy/cost/stack-parts.ts';
import { aCount } from './a-count.ts';

const packaged = packagedFrom(
  JSON.stringify({
    Resources: {
      QueueLambdaFunction: {
        Type: 'AWS::Lambda::Function',
        Properties: { MemorySize: 512, Environment: { Variables: {} } },
      },
      QueueLogGroup: { Type: 'AWS::Logs::LogGroup', Properties: { RetentionInDays: 30 } },
      Source: {
        Type: 'AWS::Lambda::EventSourceMapping',
        Properties: { BatchSize: 10, ScalingConfig: { MaximumConcurrency: 2 } },
      },
    },
  }),
);

const row = (page: string, what: string): readonly string[] => {
  const line = page.split('\n').find((one) => one.startsWith(`| ${what} |`));
  return (line ?? '').split(' | ').slice(1).join(' | ').replace(/ \|$/, '').split(' | ');
};

// Of one server of aCount: 5 steps, 4 calls of the function, 10 to SQS, 10 writes, 20 write units; here 4 calls to the cloud.
const PAGE = growthPage(packaged, stackParts(packaged), aCount({ cloud: { 'GET /v2.1/servers/{id}': 30, POST: 10 } }));

test.each([
  ['requests', ['1', '10', '100', '1,000']],
  ['calls to the cloud', ['4,000', '40,000', '400,000', '4,000,000']],
  ['… at 44 calls a second', ['1.5 min', '16 min', '2.5 h', '26 h']],
  ['steps', ['5,000', '50,000', '500,000', '5,000,000']],
  ['… in 2 full batches of 10 at a time', ['2.1 min', '21 min', '3.5 h', '35 h']],
  ['writes', ['10,000', '100,000', '1,000,000', '10,000,000']],
  ['servers a second', ['0.03', '0.3', '3.5', '35']],
  ['calls to the cloud a second', ['0.1', '1.4', '14', '139']],
  ['… in clouds that take 22 stops a second', ['0.003', '0.03', '0.3', '3.2']],
  ['full batches of 10 at a time', ['0.009', '0.09', '0.9', '8.7']],
  ['write units a second', ['0.7', '6.9', '70', '695']],
  ['messages in flight, each for 15 min', ['32', '313', '3,125', '31,250']],
])('a night of 1,000, 10,000, 100,000 and 1,000,000 servers has at the counted rate: %s', (what, amounts) => {
  expect(row(PAGE, what)).toEqual(amounts);
});

test('an hour is enough for as many servers as the calls of one fit into it, of the cloud and of the worker', () => {
  expect(PAGE).toContain('done with 39,600 servers, and the worker, in full batches, with 28,800.');
});
