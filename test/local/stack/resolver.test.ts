// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the placeholders are CloudFormation's.
import { expect, test } from 'vitest';
import { createResolver } from '../../../local/stack/resolver.ts';
import type { Template } from '../../../local/stack/template.ts';

const place = {
  region: 'eu-central-1',
  accountId: '000000000000',
  stackName: 'local',
  sqsEndpoint: 'http://127.0.0.1:1',
  httpEndpoint: 'http://127.0.0.1:2',
};
const template: Template = new Map([
  ['Queue', { type: 'AWS::SQS::Queue', properties: { QueueName: { 'Fn::Sub': '${AWS::StackName}-stop' } } }],
  ['Table', { type: 'AWS::DynamoDB::Table', properties: {} }],
  ['Alarm', { type: 'AWS::CloudWatch::Alarm', properties: {} }],
]);
const resolve = createResolver(template, place);

test.each([
  ['a queue by Ref', { Ref: 'Queue' }, 'http://127.0.0.1:1/000000000000/local-stop'],
  ['a queue by GetAtt', { 'Fn::GetAtt': ['Queue', 'Arn'] }, 'arn:aws:sqs:eu-central-1:000000000000:local-stop'],
  ['GetAtt as text', { 'Fn::GetAtt': 'Queue.QueueName' }, 'local-stop'],
  ['a name that is not given', { Ref: 'Table' }, 'local-Table'],
  [
    'Sub',
    { 'Fn::Sub': '${AWS::Region}/${Table}/${Queue.QueueName}/${!Raw}' },
    'eu-central-1/local-Table/local-stop/${Raw}',
  ],
  ['Sub with values', { 'Fn::Sub': ['${A}-${Table}', { A: { Ref: 'AWS::AccountId' } }] }, '000000000000-local-Table'],
  ['Join', { 'Fn::Join': [':', ['a', { Ref: 'Table' }, 1]] }, 'a:local-Table:1'],
  ['Select', { 'Fn::Select': [1, ['a', { Ref: 'Table' }]] }, 'local-Table'],
  ['values in lists and objects', { a: [{ Ref: 'Table' }, 1, null] }, { a: ['local-Table', 1, null] }],
])('the resolver replaces %s', (_, value, expected) => expect(resolve(value)).toEqual(expected));

test.each([
  ['a resource that is not there', { Ref: 'Queues' }, 'Queues (no such resource) cannot be referred to'],
  ['a type that is not known', { Ref: 'Alarm' }, 'Alarm (AWS::CloudWatch::Alarm) cannot be referred to'],
  ['an attribute that is not known', { 'Fn::GetAtt': ['Queue', 'Url'] }, 'Queue.Url is not known'],
  ['a function that is not known', { 'Fn::ImportValue': 'x' }, 'Fn::ImportValue is not supported'],
  ['text where a list belongs', { 'Fn::Join': [':', 'a'] }, 'a list was expected'],
])('the resolver refuses %s', (_, value, problem) => expect(() => resolve(value)).toThrow(problem));
