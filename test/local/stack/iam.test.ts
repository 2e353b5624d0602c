import { parse } from 'valibot';
import { expect, test } from 'vitest';
import { allows, policyDocument } from '../../../local/stack/iam.ts';

const statements = (...Statement: readonly object[]) => parse(policyDocument, { Statement }).Statement;
const LEDGER = 'arn:aws:dynamodb:eu-central-1:000000000000:table/ledger';
const query = (...keys: readonly string[]) => ({
  action: 'dynamodb:Query',
  resource: LEDGER,
  context: { 'dynamodb:LeadingKeys': keys },
});
const allow = (more: object = {}) => ({ Effect: 'Allow', Action: 'dynamodb:Query', Resource: LEDGER, ...more });
const receipts = (operator: string) => ({ Condition: { [operator]: { 'dynamodb:LeadingKeys': ['webhook#*'] } } });

test.each([
  { what: 'the action on the resource', statement: allow(), isAllowed: true },
  {
    what: 'one of several actions',
    statement: allow({ Action: ['dynamodb:GetItem', 'dynamodb:query'] }),
    isAllowed: true,
  },
  { what: 'another action', statement: allow({ Action: 'dynamodb:GetItem' }), isAllowed: false },
  { what: 'another table', statement: allow({ Resource: `${LEDGER}2` }), isAllowed: false },
  {
    what: 'tables by a wildcard',
    statement: allow({ Resource: 'arn:aws:dynamodb:*:*:table/l?dger' }),
    isAllowed: true,
  },
  { what: 'keys that the condition has', statement: allow(receipts('ForAllValues:StringLike')), isAllowed: true },
  { what: 'keys as one text, not a pattern', statement: allow(receipts('StringEquals')), isAllowed: false },
  {
    what: 'a key of a condition that the call does not have',
    statement: allow({ Condition: { StringEquals: { 'kms:ViaService': 'x' } } }),
    isAllowed: false,
  },
])('IAM, given a statement that allows $what, allows a query: $isAllowed', ({ statement, isAllowed }) => {
  expect(allows(statements(statement), query('webhook#1'))).toBe(isAllowed);
});

test('IAM refuses a call with one key that the condition does not have among those that it has', () => {
  const conditioned = statements(allow(receipts('ForAllValues:StringLike')));
  expect(allows(conditioned, query('webhook#1', 'freeze'))).toBe(false);
});

test('IAM refuses what one statement allows and another denies, and what no statement is about', () => {
  expect(allows(statements(allow(), { ...allow(), Effect: 'Deny' }), query())).toBe(false);
  expect(allows([], query())).toBe(false);
});

test('a policy with a condition or a key that is not known here is refused, not ignored', () => {
  const dated = statements(allow({ Condition: { DateLessThan: { 'aws:CurrentTime': '2026-01-01' } } }));
  expect(() => allows(dated, query())).toThrow('DateLessThan is not known here');
  expect(() => statements({ Effect: 'Allow', NotAction: 'sqs:*', Resource: '*' })).toThrow();
});
