import { describe, expect, test } from 'vitest';
import type { IdList } from '../../cli/cloud/id-lines.ts';
import { readList } from '../../cli/cloud/id-list.ts';
import { fileText } from '../../lib/text.ts';
import { idOf } from './a-cloud.ts';

const [A, B, C] = [idOf(1), idOf(2), idOf(3)] as const;
/** A server may be called like another one's id. */
const NAMED = idOf(9);

const read = (text: string, name = 'a.txt') => readList({ name, text } satisfies IdList);
const idsIn = (text: string): readonly string[] | string => {
  const list = read(text);
  return list.kind === 'words' ? list.words.map((word) => word.text) : list.problem;
};

/** What `openstack server list` writes (python-openstackclient 6.0), with names that are awkward. */
const CSV = [
  '"ID","Name","Status","Networks","Image","Flavor"',
  `"${A}","a, ""quoted"" name","ACTIVE","{}","a-system-image",""`,
  `"${B}","${NAMED}","ACTIVE","{'net': ['10.0.0.1', '10.0.0.2']}","a-system-image",""`,
  `"${C}","#1 rack","SHUTOFF","{}","a-system-image",""`,
].join('\n');
const JSON_LIST = JSON.stringify(
  [
    { ID: A, Name: 'bms-db-01', Networks: { net: ['10.0.0.1'] } },
    { ID: B, Name: NAMED, Networks: {} },
    { ID: C, Name: '#1 rack', Networks: {} },
  ],
  null,
  2,
);
const utf16 = (text: string): string => fileText(Buffer.from(`\uFEFF${text}`, 'utf16le'));

describe('lists that name the column of the ids', () => {
  test.each<[string, string]>([
    ['-f csv', CSV],
    ['-f csv, with CRLF', CSV.replaceAll('\n', '\r\n')],
    ["-f csv, through PowerShell's >", utf16(CSV.replaceAll('\n', '\r\n'))],
    ['-f csv, with a byte order mark of UTF-8', `\uFEFF${CSV}\n`],
    ['-f csv --quote minimal', `ID,Name\n${A},"a, b"\n${B},${NAMED}\n${C},#1 rack\n`],
    ['-f csv -c ID', `"ID"\n"${A}"\n"${B}"\n"${C}"\n`],
    ['another order of columns', `"Name","ID"\n"x","${A}"\n"${NAMED}","${B}"\n"#1","${C}"\n`],
    ['a name of two lines', `"ID","Name"\n"${A}","x\n${NAMED}"\n"${B}","y"\n"${C}",""\n`],
    [
      "PowerShell's Export-Csv, as a German Excel wants it",
      `#TYPE System.Management.Automation.PSCustomObject\r\n"Id";"Name"\r\n"${A}";"a, b"\r\n"${B}";"${NAMED}"\r\n"${C}";""\r\n`,
    ],
    ['tabs', `Name\tID\n${NAMED}\t${A}\nx\t${B}\ny\t${C}\n`],
    ['a row taken out by hand', `"ID","Name"\n"${A}","x"\n#"${NAMED}","y"\n"${B}","z"\n\n"${C}","w"\n`],
    ['-f json', JSON_LIST],
    ["-f json, through PowerShell's >", utf16(JSON_LIST)],
    ['a list of ids in JSON', JSON.stringify([A, B, C])],
  ])('A list in the form “%s” is read by the name ID', (_, text) => {
    expect(idsIn(text)).toEqual([A, B, C]);
  });

  test('The output of server show -f json is read as one server', () => {
    expect(idsIn(JSON.stringify({ id: A, name: NAMED, image: { id: B } }))).toEqual([A]);
  });

  test('A column of ids alone may have comments after the ids', () => {
    expect(idsIn(`ID\n${A} # db\n${B}\n`)).toEqual([A, B]);
  });

  test('Each word of a list comes with its line or entry', () => {
    const where = (text: string) => {
      const list = read(text);
      return list.kind === 'words' ? list.words.map((word) => word.where) : list.problem;
    };
    expect(where(`# two\n\nID,Name\n${A},"x\ny"\n${B},z\n`)).toEqual(['a.txt, line 4', 'a.txt, line 6']);
    expect(where(JSON_LIST)).toEqual(['a.txt, entry 1', 'a.txt, entry 2', 'a.txt, entry 3']);
    expect(idsIn('ID,Name\n,x\n')).toEqual(['']);
  });
});

describe('lists that do not name the column of the ids', () => {
  const columns = 'has several columns, but no header with a column ID';
  test.each<[string, string, string]>([
    ['-f value with a name', `${A} bms-db-01\n${B} x\n`, `a.txt ${columns}`],
    ['-f value with a name like an id', `${A} ${NAMED}\n`, `a.txt ${columns}`],
    ['-f value with the name first', `bms-db-01 ${A}\n`, `a.txt ${columns}`],
    ['csv without a header', `"${A}","bms-db-01"\n`, `a.txt ${columns}`],
    ['csv without a header, and a server called ID', `"${A}","ID"\n"${B}","${NAMED}"\n`, `a.txt ${columns}`],
    [
      'csv without an ID',
      `"Name","Status"\n"${NAMED}","ACTIVE"\n`,
      'a.txt has the columns "Name", "Status", but no column ID',
    ],
    [
      "Ironic's nodes, whose UUID is none of a server",
      `"UUID","Name","Instance UUID"\n"${NAMED}","x","${A}"\n`,
      'a.txt has the columns "UUID", "Name", "Instance UUID", but no column ID',
    ],
    ['two columns of that name', `ID,Id\n${A},${B}\n`, 'a.txt has several columns named ID'],
    ['a row with more cells', `ID,Name\n${A},x\n${B},y,${NAMED}\n`, 'a.txt, line 3 has more or fewer cells'],
    ['a row with fewer cells', `Name,ID\n${NAMED}\n`, 'a.txt, line 2 has more or fewer cells'],
    ['an open quote', `ID,Name\n"${A}","x\n"${B}","y"\n`, 'a.txt, line '],
    ['-f table', `+----+------+\n| ID | Name |\n+----+------+\n| ${A} | x |\n`, 'a.txt contains a table'],
    ['a table without its frame', `| ID | Name |\n| ${A} | x |\n`, 'a.txt contains a table'],
    ['-f yaml', `- ID: ${A}\n  Name: x\n`, 'a.txt contains YAML'],
    ['JSON without an ID', JSON.stringify([{ ID: A }, { Name: NAMED }]), 'a.txt, entry 2 is neither an ID nor'],
    ['JSON with two', JSON.stringify([{ ID: A, id: B }]), 'a.txt, entry 1 is neither'],
    [
      'JSON of something else',
      JSON.stringify({ servers: [A] }),
      'a.txt contains JSON that is neither a list nor a server',
    ],
    ['a number in JSON', '[7]', 'a.txt, entry 1 is neither'],
    ['half of a JSON text', JSON_LIST.slice(0, 90), 'a.txt looks like JSON, but cannot be parsed (not JSON)'],
    ['lines of JSON', `{"serverId":"${A}"}\n{"serverId":"${B}"}\n`, 'a.txt looks like JSON, but'],
    [
      'UTF-16 without its mark',
      Buffer.from(`${A}\n`, 'utf16le').toString('utf8'),
      'a.txt contains bytes that are not UTF-8 text (UTF-16 must begin with a byte order mark)',
    ],
  ])('A list in the form “%s” is refused, with the form to type instead', (_, text, problem) => {
    const printed = idsIn(text);
    expect(printed).toContain(problem);
    expect(printed).toContain('-f value -c ID');
  });

  test('The problem of a header with many columns does not fill the screen', () => {
    const printed = idsIn(`${Array.from({ length: 200 }, (_, n) => `column ${n}`).join(',')}\n`);
    expect(printed).toContain('"column 5" …');
    expect(printed.length).toBeLessThan(300);
  });
});
