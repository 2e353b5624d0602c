import type { Failure } from '../../lib/power/outcome.ts';
import { stateWords } from '../cloud/server-words.ts';
import { type Column, fittedTable } from '../terminal/fitted-table.ts';
import { labelOf, type Output, printable } from '../terminal/terminal.ts';
import type { Forecast } from './forecast.ts';
import { type Letter, requestOf } from './letter.ts';
import { reasonWords, requestName, requestWords, subjectWords, utc } from './letter-words.ts';
import type { Names } from './names.ts';

const COLUMNS: readonly Column[] = [{ cells: 'whole' }, { cells: 'words' }];

/** As much of a body as a person reads; `--json` has the whole of it. */
const BODY_MOST = 2_000;

type Row = readonly [label: string, text: string | undefined];

/** Everything of a letter, one fact a row. */
export const showLines = (
  letter: Letter,
  would: Forecast,
  body: string,
  names: Names,
  output: Output,
): readonly string[] => {
  const { reason, because, failure, subject, messageId, sentAt } = letter;
  const { means, toDo } = reasonWords(reason);
  const request = requestOf(letter);
  const rows: readonly Row[] = [
    ['reason', reason],
    ['means', means],
    ['to do', toDo],
    ['because', because],
    ['about', aboutWords(letter, names)],
    ['cloud', request?.cloud],
    ['request', requestWords(letter)],
    ['', request && requestName(request) !== request.requestId ? request.requestId : undefined],
    ['dry run', request?.dryRun ? 'yes: nothing is stopped for it' : undefined],
    ['asked at', request && `${utc(request.requestedAt)}, open until ${utc(request.notAfter)}`],
    ['failed at', failure && utc(failure.failedAt)],
    ['attempts', failure && `${failure.attempts}, the first at ${utc(failure.firstAttemptAt)}`],
    ['sent at', failure === undefined ? utc(sentAt) : undefined],
    ...failureRows(failure),
    [
      'a replay',
      `${would.replays ? `would ${would.would}` : `would change nothing (${would.would})`}: ${would.because}`,
    ],
  ];
  const shown = rows.flatMap(([label, text]) => (text === undefined || text === '' ? [] : [[label, printable(text)]]));
  return [
    `Letter ${messageId}; times are UTC`,
    fittedTable(COLUMNS, shown, output.size()?.columns),
    ...(subject.kind === 'server' ? [] : ['Its body:', ...bodyLines(body, output.size()?.columns)]),
  ];
};

const aboutWords = ({ subject }: Letter, names: Names): string => {
  if (subject.kind !== 'server') return subjectWords(subject);
  const { cloud, serverId: id } = subject.intent;
  const name = names(cloud, id);
  return labelOf(name === undefined ? { id } : { id, name });
};

const failureRows = (failure: Failure | undefined): readonly Row[] => {
  if (failure === undefined) return [];
  const { http, code, openstackRequestId, server, counts } = failure;
  const said = [http && `HTTP ${http}`, code, openstackRequestId].filter((text) => text !== undefined);
  return [
    ['cloud said', said.join(', ')],
    ['last seen', server && stateWords(server)],
    ['listed', counts && `${counts.listed}, of which ${counts.matched} matched`],
    [
      'left out',
      counts &&
        Object.entries(counts.leftOut)
          .map(([rule, count]) => `${count} by ${rule}`)
          .join(', '),
    ],
  ];
};

// Not by words: JSON has few.
const bodyLines = (body: string, columns: number | undefined): readonly string[] => {
  const width = columns === undefined ? BODY_MOST : Math.max(columns - 3, 1);
  const text = [...body.slice(0, BODY_MOST)];
  const lines: string[] = [];
  for (let from = 0; from < text.length; from += width)
    lines.push(`  ${printable(text.slice(from, from + width).join(''))}`);
  return body.length > BODY_MOST ? [...lines, '  … (--json shows all of it)'] : lines;
};
