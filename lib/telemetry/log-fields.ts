/** What a log line may carry: no object, so nothing unforeseen rides along. */
export type LogValue = string | number | boolean | null | undefined;

/** Replaces null in a line: Powertools drops empty keys (LogItem.removeEmptyKeys), and ours are to be constant. */
export const ABSENT = Symbol('absent');

const LONGEST = 300;

// Control and format characters (also those that turn the writing direction) and the two Unicode line ends.
const UNPRINTABLE = /[\p{Cc}\p{Cf}\u2028\u2029]/gu;

/** Text fit for a log line: without control characters, at most 300 characters. */
export const logText = (text: string): string => text.replace(UNPRINTABLE, '').slice(0, LONGEST).toWellFormed();

const fieldOf = (value: LogValue): string | number | boolean | typeof ABSENT => {
  const clean = typeof value === 'string' ? logText(value) : value;
  return clean === undefined || clean === null || clean === '' ? ABSENT : clean;
};

/** The fields of a line, cleaned; what is absent keeps its key. */
export const logFields = (fields: Readonly<Record<string, LogValue>>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(fields).map(([key, value]) => [key, fieldOf(value)]));
