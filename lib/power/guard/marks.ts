import { formatInstant, type Instant, parseInstant } from '../../instant.ts';
import type { Described } from '../server.ts';

/** The key of a mark: as a tag `lights-out=…` (or `lights-out` alone), or in the metadata. */
const MARK = 'lights-out';
/** When protection ends: in the metadata only. */
const UNTIL = 'lights-out-until';
/** The one value that protects nothing. */
const ALLOW = 'allow';

const HOUR_MS = 3_600_000;

/** The values of a server's marks, as people wrote them; a bare tag is an empty one. */
const marksOf = ({ tags, metadata }: Described): readonly string[] => [
  ...(tags ?? []).flatMap((tag) => (tag === MARK ? '' : tag.startsWith(`${MARK}=`) ? tag.slice(MARK.length + 1) : [])),
  ...(metadata !== null && Object.hasOwn(metadata, MARK) ? [String(metadata[MARK])] : []),
];

const isAllow = (value: string): boolean => value.trim().toLowerCase() === ALLOW;

/** Whether a server has the mark `lights-out=allow`. */
export const isAllowed = (server: Described): boolean => marksOf(server).some(isAllow);

/** The end that a text gives: an instant, or a date, which lasts to the end of that day everywhere on earth (noon of the next in UTC). */
export const endOf = (text: string): Instant | undefined => {
  const day = /^\d{4}-\d{2}-\d{2}$/.test(text) ? parseInstant(`${text}T12:00:00Z`) : undefined;
  return day === undefined ? parseInstant(text) : day + 24 * HOUR_MS;
};

const short = (text: string): string => text.trim().replaceAll(/\s+/g, ' ').slice(0, 64);
const shown = (text: string): string => `"${short(text)}"`;

/**
 * Why a server's marks forbid a stop now; undefined when they do not. A mark protects whatever it says but
 * `allow`; an end that has passed ends it, one that has not protects alone, and one that cannot be read protects.
 */
export const protectionOf = (server: Described, now: Instant): string | undefined => {
  const { tags, metadata } = server;
  const stray = tags?.find((tag) => tag === UNTIL || tag.startsWith(`${UNTIL}=`));
  if (stray !== undefined) return `tag ${shown(stray)}: protected, since an end counts in the metadata only`;
  const mark = marksOf(server).find((value) => !isAllow(value));
  const until = metadata !== null && Object.hasOwn(metadata, UNTIL) ? String(metadata[UNTIL]).trim() : undefined;
  if (until !== undefined) {
    const endAt = endOf(until);
    if (endAt === undefined) return `metadata ${UNTIL}: protected, since ${shown(until)} is no date or instant`;
    return now < endAt ? `marked ${UNTIL} ${shown(until)}: protected until ${formatInstant(endAt)}` : undefined;
  }
  return mark === undefined ? undefined : `marked ${MARK}${mark === '' ? '' : `=${short(mark)}`}: protected`;
};
