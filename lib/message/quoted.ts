const LONGEST = 64;

/** A name of the caller's as it may stand in a problem: in quotes, printable ASCII, at most 64 characters of it. */
export const quoted = (name: string): string =>
  `"${name.slice(0, LONGEST).replace(/[^ !#-~]/g, '?')}${name.length > LONGEST ? '…' : ''}"`;
