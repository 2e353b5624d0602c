import tzdata from 'tzdata' with { type: 'json' };

// Not Intl's own list: ICU has names beside IANA's (BST is Dhaka's to it), takes any case, and lists no old names.
const NAMES: ReadonlySet<string> = new Set(Object.keys(tzdata.zones));

const known = (name: string): boolean => {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch (error) {
    if (error instanceof RangeError) return false; // ECMA-402: what it throws for a zone that does not exist.
    throw error;
  }
};

/** What is wrong with the name of a time zone, or undefined. Offsets are refused: they know no summer time. */
export const zoneProblem = (name: string): string | undefined => {
  if (/^[+-]\d/.test(name)) return `"${name}" is an offset; name a time zone, such as Europe/Berlin`;
  // A zone that Intl has not could not be shown; `Factory` is the only one.
  if (NAMES.has(name) && known(name)) return undefined;
  const spelt = [...NAMES].find((one) => one.toLowerCase() === name.toLowerCase());
  if (spelt !== undefined && spelt !== name) return `"${name}" is spelt ${spelt}`;
  return known(name)
    ? `"${name}" is not a name of the IANA time zone database; name a place, such as Europe/London`
    : `"${name}" is not a time zone`;
};
