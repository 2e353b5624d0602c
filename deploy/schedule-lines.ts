import { formatInstant, type Instant } from '../lib/instant.ts';
import { DAY_MS, daysText, dayText } from './calendar/day.ts';
import { type Calendar, dayAt, type Span, spanAt } from './calendar-spans.ts';
import { cronFirings } from './cron-firings.ts';
import type { Schedule } from './schedule.ts';
import { selectText } from './select-text.ts';
import { type OffsetAt, offsetsOf } from './time-zone.ts';

const SHOWN = 3;
const COLUMNS = 80;
const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];

const minuteOf = (at: Instant): string => formatInstant(at).slice(0, 16).replace('T', ' ');

const offsetText = (offset: number): string =>
  `${offset < 0 ? '-' : '+'}${formatInstant(Math.abs(offset)).slice('1970-01-01T'.length).slice(0, 5)}`;

/** Text in lines of at most 80 columns where its words allow it; the lines after the first are indented. */
const wrapped = (text: string, indent: string): readonly string[] => {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/(?<=\S) /)) {
    if (line !== '' && line.length + 1 + word.length > COLUMNS) {
      lines.push(line);
      line = `${indent}${word}`;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line];
};

const firingLines = (at: Instant, offsetAt: OffsetAt, calendar: Calendar | undefined): readonly string[] => {
  const shown = at + offsetAt(at);
  const excepted = calendar && spanAt(calendar, at);
  const isOver = calendar?.endsAt !== undefined && at >= calendar.endsAt;
  const note = isOver ? ', nothing: the calendar has ended' : excepted ? `, nothing: ${excepted.why}` : '';
  return wrapped(
    `  ${DAYS[new Date(shown).getUTCDay()]} ${minuteOf(shown)} ${offsetText(offsetAt(at))} = ${minuteOf(at)} UTC${note}`,
    '    ',
  );
};

const spanText = ({ from, to }: Span, offsetAt: OffsetAt): string =>
  daysText(dayAt(from, offsetAt), dayAt(to - 1, offsetAt));

const calendarLines = ({ spans, endsAt }: Calendar, offsetAt: OffsetAt): readonly string[] => {
  const last = spans.reduce<Span | undefined>(
    (latest, one) => (latest && latest.to >= one.to ? latest : one),
    undefined,
  );
  const more = spans.length - SHOWN;
  return [
    ...spans.slice(0, SHOWN).flatMap((span) => {
      const days = spanText(span, offsetAt);
      return wrapped(`  not on ${days}${span.why === days ? '' : `: ${span.why}`}`, '    ');
    }),
    ...(more > 0 && last !== undefined ? [`  and ${more} more, the last on ${spanText(last, offsetAt)}`] : []),
    ...(last === undefined ? ['  its calendar has no day from today on'] : []),
    ...(endsAt === undefined
      ? []
      : wrapped(
          `  its calendar ends with ${dayText(dayAt(endsAt, offsetAt) - DAY_MS)}: ` +
            'package again before, since after that it stops nothing',
          '    ',
        )),
  ];
};

/** A schedule in readable form at 80 columns, with its next firings, what its calendar makes of them, and its next exceptions. */
export const scheduleLines = (schedule: Schedule, now: Instant): readonly string[] => {
  const { name, cron, timezone, serverIds = [], select, atMost, dryRun, enabled, calendar } = schedule;
  const offsetAt = offsetsOf(timezone);
  const firings = [...cronFirings(cron, offsetAt, now).take(SHOWN)];
  const notes = [
    select === undefined
      ? `${serverIds.length} server${serverIds.length === 1 ? '' : 's'}`
      : selectText(select, atMost),
    ...(dryRun === true ? ['dry run'] : []),
    ...(enabled === false ? ['switched off, so none of these happens'] : []),
  ];
  return [
    ...wrapped(`${name}: ${cron} in ${timezone}, ${notes.join(', ')}`, '  '),
    ...firings.flatMap((at) => firingLines(at, offsetAt, calendar)),
    ...(firings.length < SHOWN ? ['  and none after that'] : []),
    ...(calendar === undefined ? [] : calendarLines(calendar, offsetAt)),
  ];
};
