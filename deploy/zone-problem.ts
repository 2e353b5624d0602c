/** The zone as the time zone database spells it; undefined when there is none of that name. */
const zoneNamed = (name: string): string | undefined => {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone;
  } catch (error) {
    if (error instanceof RangeError) return undefined; // ECMA-402: what it throws for a zone that does not exist.
    throw error;
  }
};

// Every part of every name begins with a capital: `America/Port-au-Prince`, `Etc/GMT+5`. An old name in the wrong case resolves
// to its new name, so comparing with that would not show it.
const SPELT = /^[A-Z][\w+-]*(?:\/[A-Z][\w+-]*)*$/;

/** What is wrong with the name of a time zone, or undefined. Offsets are refused: they know no summer time. */
export const zoneProblem = (name: string): string | undefined => {
  if (/^[+-]\d/.test(name)) return `"${name}" is an offset; name a time zone, such as Europe/Berlin`;
  const zone = zoneNamed(name);
  if (zone === undefined) return `"${name}" is not a time zone`;
  if (zone !== name && zone.toLowerCase() === name.toLowerCase()) return `"${name}" is spelt ${zone}`;
  return SPELT.test(name) ? undefined : `"${name}" is not in the case of the time zone database`;
};
