import { STATUS_CODES } from 'node:http';
import { expect, test } from 'vitest';
import { understand } from '../../../lib/openstack/answer/understand.ts';
import type { HttpResult } from '../../../lib/openstack/http/http.ts';
import { afterAnswer } from '../../../lib/power/decide/answer.ts';
import type { Reply } from '../../../lib/power/ports/cloud.ts';
import { coded, rowsUnder } from '../../docs/nova-page.ts';
import { inAWord } from '../power/decide/verdict.ts';
import { answer, failure } from './a-client.ts';
import { inWords } from './in-words.ts';

// Table B (docs/nova.md, section 7). The first row that fits is the expected one.

const faultOf = (result: HttpResult) => {
  const reply = understand(result, 'stop');
  return reply.kind === 'fault' ? reply.fault : undefined;
};

const meant = (result: HttpResult): string => {
  const fault = faultOf(result);
  return fault === undefined ? 'accepted' : inWords(fault);
};

/** The three columns of the table: whose word it is. */
const FROM = ['from Nova or Keystone', 'with a code that is not listed', 'anything else'] as const;

interface Body {
  readonly named: string;
  /** As rows name it, from the narrowest word on. */
  readonly words: readonly string[];
  readonly from: (typeof FROM)[number];
  readonly body: unknown;
}

const nova = (root: string, code: number): Body => ({
  named: root,
  words: [`\`${root}\``, 'any'],
  from: FROM[0],
  body: { [root]: { code, message: 'm' } },
});

const bodiesOf = (status: number): readonly Body[] => [
  ...['badRequest', 'itemNotFound', 'conflictingRequest', 'computeFault'].map((root) => nova(root, status)),
  {
    named: 'Keystone’s form',
    words: ['a code', 'any'],
    from: FROM[0],
    body: { error: { code: status, title: 'T', message: 'm' } },
  },
  {
    named: 'the router’s form',
    words: ['any'],
    from: STATUS_CODES[status] === undefined ? FROM[2] : FROM[0],
    body: { code: `${status} ${STATUS_CODES[status]}`, title: STATUS_CODES[status] ?? '', message: 'm' },
  },
  { named: 'a code', words: ['a code', 'any'], from: FROM[1], body: { error: { code: 'BMS.9999', message: 'm' } } },
  { named: 'a gateway’s code', words: ['a code', 'any'], from: FROM[1], body: { error_code: 'WAF.0001' } },
  { named: 'a job', words: ['`job_id`', 'any'], from: FROM[2], body: { job_id: 'ff80' } },
  { named: 'nothing', words: ['empty', 'any'], from: FROM[2], body: '' },
  { named: 'a page', words: ['any'], from: FROM[2], body: '<html>' },
  { named: 'JSON of nobody we know', words: ['any'], from: FROM[2], body: { message: 'm' } },
];

const ROWS = rowsUnder('status').map(([statuses = '', body = '', ...means]) => ({
  statuses: statuses.split(', '),
  body,
  means,
}));
type Row = (typeof ROWS)[number];

const fits = ({ statuses, body }: Row, status: number, { words }: Body): boolean =>
  statuses.some((one) => one === String(status) || one === `${Math.floor(status / 100)}xx`) && words.includes(body);

const ANSWERS = Array.from({ length: 400 }, (_, n) => 200 + n).flatMap((status) =>
  bodiesOf(status).map((body) => ({ status, body, row: ROWS.find((row) => fits(row, status, body)) })),
);

test('every answer to a stop means what Table B says', () => {
  const said = ANSWERS.map(({ status, body, row }) => [status, body.named, row?.means[FROM.indexOf(body.from)]]);
  const found = ANSWERS.map(({ status, body }) => [status, body.named, meant(answer(status, body.body))]);
  expect(said).toEqual(found);
});

test('a listed code means the same with every status from 300 on', () => {
  for (const [codes, , means] of rowsUnder('codes'))
    for (const code of coded(codes))
      for (const status of [300, 400, 401, 403, 404, 409, 429, 500, 501, 503])
        expect(meant(answer(status, { error: { code, message: 'm' } })), `${status} ${code}`).toBe(means);
});

test('every cell of Table B that is not empty has an answer', () => {
  const met = (row: Row) => FROM.map((from) => ANSWERS.some((one) => one.row === row && one.body.from === from));
  for (const row of ROWS)
    expect(met(row), `${row.statuses} ${row.body}`).toEqual(row.means.map((means) => means !== ''));
});

test('every request without an answer means what Table B says', () => {
  const rows = rowsUnder('request');
  expect(rows).toHaveLength(3);
  for (const [phase, codes, means] of rows) {
    const others = codes?.endsWith('any other') ? ['ANOTHER'] : [];
    for (const code of [...coded(codes), ...others])
      expect(meant(failure(phase === 'sent' ? 'sent' : 'not-sent', code)), `${phase} ${code}`).toBe(means);
  }
});

test('the consequence of each meaning is the one in Table B', () => {
  const followed = (reply: Reply<{ openstackRequestId: null }>): string =>
    `\`${inAWord(afterAnswer(reply, undefined, 0))}\``;
  const rows = rowsUnder('meaning');
  const rest = rows.find(([meaning]) => meaning?.startsWith('accepted'))?.[1];
  expect(followed({ kind: 'ok', value: { openstackRequestId: null } })).toBe(rest);

  const locked = answer(409, { conflictingRequest: { code: 409, message: 'Instance 1-2 is locked' } });
  const answers = [
    ...ANSWERS.map(({ status, body }) => answer(status, body.body)),
    answer(400, { error: { code: 'Ecs.0605', message: 'm' } }),
    locked,
  ];
  const refused = answers.flatMap((one) => {
    const fault = faultOf(one);
    return fault === undefined ? [] : [{ one, fault }];
  });
  const saidOf = ({ one, fault }: (typeof refused)[number]) => {
    const meaning = inWords(fault) + (one === locked ? ' in Nova\'s words "Instance … is locked"' : '');
    return rows.find(([said]) => said === meaning)?.[1] ?? rest;
  };
  expect(refused.map(({ one, fault }) => [one, followed({ kind: 'fault', fault })])).toEqual(
    refused.map((one) => [one.one, saidOf(one)]),
  );
  const met = answers.map((one) => meant(one));
  for (const [meaning = ''] of rows.slice(0, -1)) expect(met).toContain(meaning.replace(/ in .*/, ''));
});
