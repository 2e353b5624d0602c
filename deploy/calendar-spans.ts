import { formatInstant, type Instant } from '../lib/instant.ts';
import { DAY_MS, type Day, type Occurrence } from './calendar/day.ts';
import { type OffsetAt, startOfDay } from './time-zone.ts';

/** A time at which a schedule stops nothing: from its first moment to just before its last. */
export interface Span {
  readonly from: Instant;
  readonly to: Instant;
  readonly why: string;
}

/** What a schedule's message carries of its calendar. */
export interface Calendar {
  /** In order; they may overlap. */
  readonly spans: readonly Span[];
  /** What is not known beyond this moment: a rule of an .ics file goes on. */
  readonly endsAt?: Instant;
}

/** The day that a zone's clock shows. */
export const dayAt = (at: Instant, offsetAt: OffsetAt): Day => Math.floor((at + offsetAt(at)) / DAY_MS) * DAY_MS;

/** How far ahead the rules of an .ics file are followed. */
const YEARS = 2;

/** The first day that is not looked at, two years after a day. */
export const horizonOf = (today: Day): Day => {
  const date = new Date(today);
  return Date.UTC(date.getUTCFullYear() + YEARS, date.getUTCMonth(), date.getUTCDate());
};

/** The spans of days in a zone that are not over, in order. Those with one reason that overlap or follow each other become one. */
export const spansOf = (occurrences: readonly Occurrence[], offsetAt: OffsetAt, now: Instant): readonly Span[] => {
  const spans: Span[] = [];
  const sorted = occurrences
    .map(({ first, last, why }) => ({
      from: startOfDay(first, offsetAt),
      to: startOfDay(last + DAY_MS, offsetAt),
      why,
    }))
    // A zone may skip a whole day, as Apia did with 30 December 2011.
    .filter(({ from, to }) => from < to && now < to)
    .sort((a, b) => a.from - b.from || a.to - b.to || (a.why < b.why ? -1 : 1));
  const latest = new Map<string, number>();
  for (const span of sorted) {
    const at = latest.get(span.why);
    const before = at === undefined ? undefined : spans[at];
    if (at !== undefined && before !== undefined && span.from <= before.to) {
      spans[at] = { ...before, to: Math.max(before.to, span.to) };
    } else {
      latest.set(span.why, spans.length);
      spans.push(span);
    }
  }
  return spans;
};

/** The first span that an instant is in. */
export const spanAt = ({ spans }: Calendar, at: Instant): Span | undefined =>
  spans.find(({ from, to }) => from <= at && at < to);

const shortInstant = (at: Instant): string => formatInstant(at).replace('.000Z', 'Z');

/** The fields of a message that a calendar becomes: `notOn` and `calendarEnds` (docs/contract.md, "Stop request"). */
export const calendarFields = ({ spans, endsAt }: Calendar) => ({
  ...(spans.length === 0
    ? {}
    : { notOn: spans.map(({ from, to, why }) => ({ from: shortInstant(from), to: shortInstant(to), why })) }),
  ...(endsAt === undefined ? {} : { calendarEnds: shortInstant(endsAt) }),
});
