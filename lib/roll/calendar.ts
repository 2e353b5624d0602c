import { formatInstant } from '../instant.ts';
import type { StopRequest } from '../message/request.ts';

type Dated = Pick<StopRequest, 'requestedAt' | 'notOn' | 'calendarEnds'>;

/**
 * Why a request stops nothing, by its calendar; undefined when it may. Only the moment that it was asked for counts. Past its end a calendar
 * is said to have ended, whatever single days it still has.
 */
export const exceptionOf = ({
  requestedAt,
  notOn = [],
  calendarEnds,
}: Dated): { readonly verdict: 'excepted' | 'expired'; readonly because: string } | undefined => {
  if (calendarEnds !== undefined && requestedAt >= calendarEnds)
    return { verdict: 'expired', because: 'calendar ended: package again' };
  const span = notOn.find(({ from, to }) => from <= requestedAt && requestedAt < to);
  return span && { verdict: 'excepted', because: `excepted: ${span.why}` };
};

const ALERT_MS = 30 * 24 * 60 * 60_000;

/** What operators hear in the last 30 days of a calendar; undefined before. Past its end the request itself ends. */
export const calendarAlert = ({
  requestedAt,
  calendarEnds,
  requestId,
}: Dated & Pick<StopRequest, 'requestId'>): string | undefined =>
  calendarEnds === undefined || requestedAt < calendarEnds - ALERT_MS
    ? undefined
    : `the calendar of ${requestId} ends at ${formatInstant(calendarEnds)}: package again`;
