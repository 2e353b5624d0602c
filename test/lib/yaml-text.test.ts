import { expect, test } from 'vitest';
import { readYaml } from '../../lib/yaml-text.ts';

const NINE = 'x,x,x,x,x,x,x,x,x';
const LAUGHS = [...'bcdefgh'].reduce(
  (text, name, level) => `${text}\n${name}: &${name} [${`*${'abcdefg'[level]},`.repeat(9)}]`,
  `a: &a [${NINE}]`,
);

// What PyYAML 6.0 does with each text: its safe_load refuses all but the doubled key, `!!int`, `%FOO`, the empty anchor, the values
// that contain themselves or are very many, and a list longer than ours.
test.each<[string, string, string]>([
  ['an encrypted value', 'a:\n  pw: !vault |\n    x', 'line 2, column 7: an unknown tag (!vault)'],
  ['a variable', 'a: !ENV PW', 'line 1, column 4: an unknown tag (!ENV)'],
  ['a password that looks like a tag', 'pw: !Secret9', 'line 1, column 5: an unknown tag (!)'],
  ['a tag of a mapping', 'a: !pw {b: c}', 'line 1, column 4: an unknown tag (!)'],
  ['a tag of a key', '!pw a: b', 'line 1, column 1: an unknown tag (!)'],
  ['a type', 'a: !!int 3', 'line 1, column 4: an unknown tag (!!int)'],
  ['a second document', 'a: b\n---\nc: pw', 'line 2, column 1: a second document'],
  ['a second document that is empty', 'a: b\n---\n', 'line 2, column 1: a second document'],
  ['a second document behind an end', 'a: b\n...\nc: pw', 'line 3, column 1: a second document'],
  ['an alias of nothing', 'a:\n  b: *pw', 'line 2, column 6: an alias (*) without an anchor'],
  ['an alias of something later', 'a: *pw\nb: &pw x', 'line 1, column 4: an alias (*) without an anchor'],
  ['an alias of nothing in a merge', 'a: {<<: [*pw]}', 'line 1, column 10: an alias (*) without an anchor'],
  ['an anchor of nothing', 'a: &pw\nb: c', 'line 1, column 7: an anchor (&) without a value'],
  ['an anchor of nothing that is used', 'a: &pw\nb: *pw', 'line 1, column 7: an anchor (&) without a value'],
  [
    'a key that is there twice',
    'a:\n  user-name: x\n  user-name: pw',
    'line 3, column 3: the key user-name is set twice',
  ],
  ['a key that may be a password', '{pw1: a, pw1: b}', 'line 1, column 10: the key is set twice'],
  ['a list as a key', '[pw]: b', 'line 1, column 1: a key that is not plain text'],
  ['an alias as a key', 'a: &pw b\n*pw : c', 'line 2, column 1: a key that is not plain text'],
  ['a merge of a text', 'a: {<<: pw}', 'line 1, column 5: a merge key (<<) of something'],
  ['a merge of lists', 'a: &a [[pw]]\nb: {<<: *a}', 'line 2, column 5: a merge key (<<) of something'],
  ['a tab', 'a:\n\tb: pw', 'line 2, column 1: a tab as indentation'],
  ['an open quote', 'a: "pw', 'line 1, column 7: an unclosed quote or bracket'],
  ['a second colon', 'a: pw: c', 'line 1, column 4: a second ":" in one line'],
  ['a comment sign of the mail', 'a: @pw', 'line 1, column 4: a value that begins with a reserved character'],
  ['a text behind a quoted one', "a: 'it's pw'", 'line 1, column 8: an unexpected character'],
  ['an unknown escape', 'a: "\\pw"', 'line 1, column 5: an unknown escape (\\) in double quotes'],
  ['an unknown directive', '%FOO\n---\na: pw', 'line 1, column 1: an unknown directive (%)'],
  ['a control character', 'a: b\nc: p\u0007w', 'line 2, column 5: a control character'],
  ['a line separator', 'a: p\u2028w', 'line 1, column 5: a control character'],
  ['a byte of another encoding', 'a: b\nc: p\ufffdw', 'line 2, column 5: a byte that is not UTF-8'],
  ['values that contain themselves', 'a: &a {b: *a}', 'line 1, column 1: aliases expand to more than 1000000 values'],
  ['aliases of aliases', LAUGHS, 'line 1, column 1: aliases expand to more than 1000000 values'],
  ['very many aliases', `a: &a pw\nb: [${'*a,'.repeat(10_001)}]`, 'line 2, column 30005: more than 10000 aliases'],
  ['very many levels', '['.repeat(20_000), 'nested too deeply'],
  ['a very long text', 'a'.repeat(1_000_001), 'line 1, column 1: the text is longer than 1000000 characters'],
])('YAML with %s is refused by line, column and reason, without a value', (_, text, expected) => {
  const read = readYaml(text, 'typed');
  const mistake = 'mistake' in read ? `${read.mistake.place}: ${read.mistake.reason}` : JSON.stringify(read.value);
  expect(mistake).toContain(expected);
  expect(mistake).not.toMatch(/pw|Secret9/);
});

test.each<[string, string, unknown]>([
  ['nothing', '', null],
  ['only a comment', '# pw\n', null],
  ['an end of the document', 'a: b\n...\n', { a: 'b' }],
  ['the tag of a text', 'a: !!str 012\nb: ! x', { a: '012', b: 'x' }],
  ['an older version', '%YAML 1.1\n---\na: yes', { a: 'yes' }],
  ['merge keys', 'l: &l {a: b}\nc: {<<: [*l, {d: e}], a: z}', { l: { a: 'b' }, c: { a: 'z', d: 'e' } }],
  ['an anchor that is given again', 'a: &a x\nb: &a y\nc: *a', { a: 'x', b: 'y', c: 'y' }],
  ['lines of Windows', 'a: b\r\nc: d\r\n', { a: 'b', c: 'd' }],
])('YAML with %s is read as PyYAML reads it', (_, text, value) => {
  expect(readYaml(text, 'typed')).toEqual({ value });
});

test('a YAML alias that three hundred clouds share is accepted', () => {
  const { value } = readYaml(`d: &d {u: x}\nl:\n${'- {<<: *d}\n'.repeat(300)}`, 'typed');
  expect(value).toMatchObject({ l: Array.from({ length: 300 }, () => ({ u: 'x' })) });
});

test('YAML scalars become numbers and flags only where none can be a password', () => {
  expect(readYaml('a: 0123\nb: true\nc: 5', 'typed')).toEqual({ value: { a: '0123', b: 'true', c: '5' } });
  expect(readYaml('a: 0123\nb: true\nc: 5', 'core')).toEqual({ value: { a: 123, b: true, c: 5 } });
});
