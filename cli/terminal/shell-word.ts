// What a shell takes as it is.
const PLAIN = /^[\w=.,:@%/+-]+$/;

/** A text as one word of a shell, in single quotes where it needs them. */
export const shellWord = (text: string): string => (PLAIN.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`);
