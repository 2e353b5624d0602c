import type { Selected, View } from '../engine/record.ts';

const MARK = 'lights-out';
const UNTIL = 'lights-out-until';

// Owners' page, read once more: any mark but `allow` protects, and an end alone protects until it is over.
const forbids = (value: string | undefined): boolean => value !== undefined && value.trim().toLowerCase() !== 'allow';

const tagged = (tags: readonly string[]): readonly string[] =>
  tags.flatMap((tag) => (tag === MARK ? '' : tag.startsWith(`${MARK}=`) ? tag.slice(MARK.length + 1) : []));

/** Whether the marks of a server as it was seen protect it at a moment. */
export const isProtected = ({ tags, metadata }: Pick<View, 'tags' | 'metadata'>, at: number): boolean => {
  const until = metadata[UNTIL];
  if (until !== undefined) {
    const endsAt = Date.parse(until);
    return Number.isNaN(endsAt) || at < endsAt;
  }
  return [...tagged(tags), metadata[MARK]].some(forbids);
};

/** Whether a request selects what has these tags. */
export const fits = ({ tag, except }: Selected, tags: readonly string[]): boolean =>
  tags.includes(tag) && (except === undefined || !tags.includes(except));
