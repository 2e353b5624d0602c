import type { Instant } from '../instant.ts';

// RFC 9110 section 5.6.7, IMF-fixdate: the only form a server may send today.
const IMF_FIXDATE = /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/;

/** Reads an HTTP date (`Date`, `Retry-After`), whole seconds; undefined when it is none. */
export const parseHttpDate = (text: string): Instant | undefined => {
  if (!IMF_FIXDATE.test(text)) return undefined;
  const at = Date.parse(text);
  return Number.isNaN(at) ? undefined : at;
};
