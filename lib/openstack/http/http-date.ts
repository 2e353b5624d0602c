import type { Instant } from '../../instant.ts';

// RFC 9110 section 5.6.7, IMF-fixdate: the only form a server may send today.
const IMF_FIXDATE = '(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), \\d{2} [A-Z]{3} \\d{4} \\d{2}:\\d{2}:\\d{2} GMT';
const ALL = new RegExp(`^${IMF_FIXDATE}(?:\\s*,\\s*${IMF_FIXDATE})*$`, 'i');
const EACH = new RegExp(IMF_FIXDATE, 'gi');

/**
 * Reads the HTTP dates of a header (`Date`, `Retry-After`), whole seconds; none when there is anything else in it. There are
 * several where a proxy added its own: Node joins them with commas.
 */
export const parseHttpDates = (text: string): readonly Instant[] => {
  if (!ALL.test(text)) return [];
  const dates = (text.match(EACH) ?? []).map((date) => Date.parse(date));
  return dates.some(Number.isNaN) ? [] : dates;
};
