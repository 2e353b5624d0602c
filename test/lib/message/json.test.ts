import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { jsonProblem, parseJson } from '../../../lib/message/json.ts';

const problem = (text: string) => expect(parseJson(text));

describe('guarded JSON', () => {
  test('the JSON reader passes over one byte order mark', () => {
    expect(parseJson('\uFEFF{"a": "\uFEFF"}')).toEqual({ kind: 'parsed', value: { a: '\uFEFF' } });
    problem('\uFEFF\uFEFF{}').toEqual({ kind: 'problem', problem: 'not JSON' });
  });

  test('the JSON reader reads what JSON.parse reads, when keys are harmless and it is not deep', () => {
    const key = fc.string().filter((name) => !['__proto__', 'constructor', 'prototype'].includes(name));
    const tree = fc.letrec((tie) => ({
      value: fc.oneof(
        { maxDepth: 4 },
        fc.string(),
        fc.double(),
        fc.boolean(),
        fc.constant(null),
        tie('list'),
        tie('object'),
      ),
      list: fc.array(tie('value'), { maxLength: 4 }),
      object: fc.dictionary(key, tie('value'), { maxKeys: 4 }),
    })).value;
    fc.assert(
      fc.property(tree, (value) => {
        const text = JSON.stringify(value);
        expect(parseJson(text)).toEqual({ kind: 'parsed', value: JSON.parse(text) });
      }),
    );
  });

  test.each([
    '',
    '{',
    '}',
    ']]',
    '"',
    '"\\',
    '{"a":1,}',
    "{'a':1}",
    'undefined',
    '{"a":1}x',
    '{"a',
    '{"\\x":1,"\\x":2}',
    '{"a":{}"a":1}',
    `"${'['.repeat(17)}`,
    `"${'['.repeat(17)}\\`,
    '{"a":1,"ab',
    '{"":1,"',
  ])('the JSON reader says that %j is not JSON', (text) =>
    problem(text).toEqual({ kind: 'problem', problem: 'not JSON' }),
  );

  test('the JSON reader counts bytes, not characters', () => {
    const euros = (bytes: number) => `"${'€'.repeat((bytes - 2) / 3)}"`;
    problem(euros(65_534)).toHaveProperty('kind', 'parsed');
    problem(euros(65_537)).toEqual({ kind: 'problem', problem: 'longer than 65536 bytes' });
    problem(`"${'a'.repeat(65_534)}"`).toHaveProperty('kind', 'parsed');
    problem(`"${'a'.repeat(65_535)}"`).toHaveProperty('kind', 'problem');
  });

  test('the JSON reader takes 16 levels and no more', () => {
    const nested = (levels: number) => '['.repeat(levels) + ']'.repeat(levels);
    problem(nested(16)).toHaveProperty('kind', 'parsed');
    problem(nested(17)).toEqual({ kind: 'problem', problem: 'nested deeper than 16 levels' });
    problem(nested(30_000)).toEqual({ kind: 'problem', problem: 'nested deeper than 16 levels' });
    problem('{"a":'.repeat(17)).toEqual({ kind: 'problem', problem: 'nested deeper than 16 levels' });
    for (const one of ['[]', '{}', '{"a":{}}'])
      problem(`[${Array(40).fill(one).join()}]`).toHaveProperty('kind', 'parsed');
    problem(JSON.stringify('['.repeat(40))).toHaveProperty('kind', 'parsed');
  });

  test.each([
    ['{"__proto__":{"force":true}}', '"__proto__": key not allowed'],
    ['{"a":{"constructor":1}}', '"constructor": key not allowed'],
    ['[{"prototype":1}]', '"prototype": key not allowed'],
    ['{"\\u005f_proto__":1}', '"__proto__": key not allowed'],
    ['{"a":1,"b":2,"a":3}', '"a": key given twice'],
    ['{"a":1,"\\u0061":2}', '"a": key given twice'],
    ['{"a":{"b":1},"c":[{"d":[1,2],"d":2}]}', '"d": key given twice'],
    ['{"a":["x","y"],"a":1}', '"a": key given twice'],
    ['{"":1,"":2}', '"": key given twice'],
    ['{"\t\t":1,"\t\t":2}', '"??": key given twice'],
    ['{"a\\"b":1,"a\\u0022b":2}', '"a?b": key given twice'],
    ['{"x":"\\"","a":1,"a":2}', '"a": key given twice'],
    ['{"x":"\\\\","a":1,"a":2}', '"a": key given twice'],
    ['{"\\n\u2028é":1,"\\n\u2028é":2}', '"???": key given twice'],
    [`{"${'k'.repeat(65)}":1,"${'k'.repeat(65)}":1}`, `"${'k'.repeat(64)}…": key given twice`],
  ])('the JSON reader refuses %s', (text, expected) => problem(text).toEqual({ kind: 'problem', problem: expected }));

  test.each([
    '{"a":{"x":1},"b":{"x":1}}',
    '[{"a":1},{"a":1}]',
    '{"a":"a","b":"a"}',
    '{"a":"__proto__"}',
    '["a","a","__proto__"]',
    '{"a":"{\\"b\\":1,\\"b\\":2}"}',
  ])('the JSON reader takes %s', (text) => problem(text).toHaveProperty('kind', 'parsed'));

  test('the JSON reader stays linear on strings without an end', () => {
    for (const text of [
      '"\\"'.repeat(20_000),
      `${'"\\"'.repeat(20_000)}\\`,
      '\\"'.repeat(30_000),
      '"'.repeat(65_000),
    ]) {
      expect(jsonProblem(text)).toBeUndefined();
    }
  }, 1000);
});
