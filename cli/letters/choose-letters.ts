import { quoted } from '../../lib/message/json.ts';
import type { Problems } from '../terminal/problems.ts';
import { failedAtOf, type Letter, requestOf } from './letter.ts';
import { LETTER_REASONS, requestName } from './letter-words.ts';
import type { Names } from './names.ts';

/** The options that choose letters, as typed. */
export interface FilterOptions {
  readonly reason?: string;
  readonly request?: string;
  readonly server?: string;
}

/** What is wrong with the filters, one line each. */
export const filterProblems = ({ reason }: FilterOptions): readonly string[] =>
  reason === undefined || LETTER_REASONS.includes(reason)
    ? []
    : [`--reason: ${quoted(reason)} is no reason of a letter: ${LETTER_REASONS.join(', ')}`];

/** Whether any of the filters was typed. */
export const hasFilter = ({ reason, request, server }: FilterOptions): boolean =>
  reason !== undefined || request !== undefined || server !== undefined;

/** The letters that all filters fit, by reason and within it the newest first. */
export const filtered = (
  letters: readonly Letter[],
  { reason, request, server }: FilterOptions,
  names: Names,
): readonly Letter[] =>
  letters
    .filter((letter) => reason === undefined || letter.reason === reason)
    .filter((letter) => request === undefined || isOfRequest(letter, request))
    .filter((letter) => server === undefined || isAbout(letter, server, names))
    .toSorted((a, b) => rank(a) - rank(b) || failedAtOf(b) - failedAtOf(a) || (a.messageId < b.messageId ? -1 : 1));

const rank = ({ reason }: Letter): number => LETTER_REASONS.indexOf(reason);

// A schedule's id is long: its name is enough.
const isOfRequest = (letter: Letter, wanted: string): boolean => {
  const request = requestOf(letter);
  return request !== undefined && (request.requestId === wanted || requestName(request) === wanted);
};

const isAbout = ({ subject }: Letter, wanted: string, names: Names): boolean => {
  const id = wanted.toLowerCase();
  if (subject.kind === 'request') return subject.request.serverIds.some((serverId) => serverId === id);
  if (subject.kind !== 'server') return false;
  const { cloud, serverId } = subject.intent;
  return serverId === id || names(cloud, serverId) === wanted;
};

/** The letters that were named, or why not: `missing` lists what no letter begins with. */
type NamedLetters =
  | { readonly kind: 'letters'; readonly letters: readonly Letter[] }
  | { readonly kind: 'missing'; readonly ids: readonly string[] }
  | Problems;

/** As many characters as git takes for a commit. */
const LEAST_PREFIX = 4;

/** Finds letters by their message ids, or by how they begin. */
export const named = (letters: readonly Letter[], ids: readonly string[]): NamedLetters => {
  const found = new Set<Letter>();
  const missing: string[] = [];
  const problems: string[] = [];
  for (const id of ids) {
    const typed = id.toLowerCase();
    const matches = letters.filter(({ messageId }) => messageId.toLowerCase().startsWith(typed));
    const exact = matches.filter(({ messageId }) => messageId.toLowerCase() === typed);
    const [first, second] = exact.length > 0 ? exact : matches;
    if (id.length < LEAST_PREFIX)
      problems.push(`${quoted(id)}: give at least ${LEAST_PREFIX} characters of a letter's id`);
    else if (first === undefined) missing.push(id);
    else if (second !== undefined)
      problems.push(
        `${quoted(id)}: ${matches.length} letters begin so: ${first.messageId}, ${second.messageId}${matches.length > 2 ? ', …' : ''}`,
      );
    else found.add(first);
  }
  if (problems.length > 0) return { kind: 'problems', problems };
  return missing.length > 0 ? { kind: 'missing', ids: missing } : { kind: 'letters', letters: [...found] };
};

const SHORTEST = 8;

/** Ids as people type them: their first characters, as many as distinguish all of them. */
export const shortIds = (ids: readonly string[]): ((id: string) => string) => {
  const distinct = new Set(ids);
  let length = SHORTEST;
  while (new Set([...distinct].map((id) => id.slice(0, length))).size < distinct.size) length += 1;
  return (id) => id.slice(0, length);
};
