import { formatInstant } from '../../lib/instant.ts';
import { type Column, fittedTable } from '../terminal/fitted-table.ts';
import { COMMAND, type Ink, labelOf, type Output, printable, shortName } from '../terminal/terminal.ts';
import { utcText } from '../terminal/utc.ts';
import { wrapped } from '../terminal/wrapped.ts';
import type { TimeLineEvent } from './event.ts';
import type { Facts } from './facts.ts';
import type { Answer } from './reason.ts';
import type { TimeLine } from './time-line.ts';

/** All that is shown of a server. */
export interface Shown {
  readonly facts: Facts;
  readonly answer: Answer;
  readonly line: TimeLine;
  readonly cloud: string | undefined;
  readonly stack: string;
  readonly unread: readonly string[];
}

const COLUMNS: readonly Column[] = [
  { head: 'UTC', cells: 'whole' },
  { head: 'what', cells: 'whole' },
  { head: 'because', cells: 'words' },
];

const INKS: Partial<Record<TimeLineEvent['kind'], Ink>> = {
  asked: 'yellow',
  ended: 'green',
  seen: 'green',
  echoed: 'dim',
  'not-chosen': 'dim',
};

// `printable` keeps 300 characters of one text; here are several people's in one.
const PIECE = 200;

/** Texts of several people as one that is printable, whole. */
export const cleaned = (text: string): string => {
  const letters = [...text];
  const pieces = Array.from({ length: Math.ceil(letters.length / PIECE) }, (_, n) =>
    letters.slice(n * PIECE, (n + 1) * PIECE).join(''),
  );
  return pieces.map(printable).join('');
};

/** The answer, where the server is, and its time line. */
export const whyLines = ({ facts, answer, line, cloud, stack }: Shown, output: Output): readonly string[] => {
  const columns = output.size()?.columns;
  const label = shortName(facts.name) === '' ? facts.serverId : shortName(facts.name);
  const sentence = `${label}${answer.power === 'unknown' ? ':' : ' is'} ${cleaned(answer.text)}`;
  const where = cloud === undefined ? '' : ` of cloud ${printable(cloud)}`;
  const rows = line.events.flatMap((event, place) => rowsOf(event, line.events[place - 1], output));
  return [
    atTheEdge(sentence, columns),
    output.paint('dim', atTheEdge(`server ${facts.serverId}${where}, stack ${printable(stack)}`, columns)),
    ...(rows.length === 0 ? [] : ['', fittedTable(COLUMNS, rows, columns)]),
    ...(line.older === 0 ? [] : ['', `${line.older} older events are not shown: --since shows more`]),
  ];
};

// The first line begins at the edge, the others are indented.
const atTheEdge = (text: string, columns: number | undefined): string => wrapped(text, columns).trimStart();

// On a terminal a day has a row of its own; on a pipe each line has to do alone.
const rowsOf = (
  { at, kind, what, because, times, firstAt }: TimeLineEvent,
  newer: TimeLineEvent | undefined,
  output: Output,
): readonly (readonly string[])[] => {
  const [day, time] = [utcText(at).slice(0, 10), utcText(at).slice(11, 19)];
  const isOnTerminal = output.size() !== undefined;
  const isNewDay = newer === undefined || !utcText(newer.at).startsWith(day);
  const ink = what === 'dead letter' ? 'red' : INKS[kind];
  const painted = ink === undefined ? printable(what) : output.paint(ink, printable(what));
  const repeated = times === undefined || firstAt === undefined ? '' : `${times} times since ${utcText(firstAt)}: `;
  const row = [isOnTerminal ? `  ${time}` : utcText(at), painted, `${repeated}${cleaned(because)}`];
  return isOnTerminal && isNewDay ? [[day, '', ''], row] : [row];
};

/** The command that shows the dead letters of the server; a terminal gets it in two lines that can be pasted. */
export const nextLines = ({ answer, facts, stack }: Shown, output: Output): readonly string[] => {
  if (answer.cause !== 'dead-letter') return [];
  const [first, second] = [`${COMMAND} dead-letters list --stack ${printable(stack)}`, `--server ${facts.serverId}`];
  const command = output.size() === undefined ? [`  ${first} ${second}`] : [`  ${first} \\`, `    ${second}`];
  return ['', 'Look at its dead letter:', ...command];
};

/** One object for the answer, and one for each event, newest first. */
export const jsonLines = ({ facts, answer, line, cloud, unread }: Shown): readonly string[] => {
  const { power, cause, text, sinceAt, userId, ask } = answer;
  const request = ask === undefined ? undefined : ask.kind === 'entry' ? ask.entry.intent : ask.miss.roll;
  const head = {
    ...{ kind: 'answer', serverId: facts.serverId, name: facts.name, cloud, power, cause, because: cleaned(text) },
    since: sinceAt === undefined ? undefined : formatInstant(sinceAt),
    ...{ userId, source: request?.source, requestId: request?.requestId },
    requestedAt: request === undefined ? undefined : formatInstant(request.requestedAt),
    older: line.older,
    notRead: unread.map(cleaned),
  };
  return [head, ...line.events.map(eventObject)].map((one) => JSON.stringify(one));
};

const eventObject = ({ kind, at, untilAt, firstAt, what, because, ...rest }: TimeLineEvent): object => ({
  ...{ kind, at: formatInstant(at), what: printable(what), because: cleaned(because) },
  ...rest,
  notAfter: untilAt === undefined ? undefined : formatInstant(untilAt),
  firstAt: firstAt === undefined ? undefined : formatInstant(firstAt),
});

/** What was not read, a line each, for standard error. */
export const unreadLines = ({ unread }: Pick<Shown, 'unread'>): readonly string[] =>
  unread.map((one) => `lights-out: not read: ${cleaned(one)}`);

/** A server in one line, for messages about it. */
export const serverLabel = ({ serverId: id, name }: Pick<Facts, 'serverId' | 'name'>): string =>
  labelOf(name === undefined ? { id } : { id, name });
