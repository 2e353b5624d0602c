// XML's two non-characters: the only ones that JSON leaves as they are and SQS refuses (API reference, SendMessage).
const REFUSED_BY_SQS = /[\uFFFE\uFFFF]/g;

/** A value as the text of a message: JSON that SQS takes, whatever was in it. */
export const messageText = (value: object): string =>
  JSON.stringify(value).replace(REFUSED_BY_SQS, (character) => `\\u${character.charCodeAt(0).toString(16)}`);
