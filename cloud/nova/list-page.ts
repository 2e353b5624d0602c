import type { Answer } from '../answer.ts';
import { novaError } from './nova-answer.ts';

/** nova.conf [api] max_limit. */
const MAX_LIMIT = 1000;

/** A refused query parameter, in the words of Nova's schema. */
export const badParameter = (name: string, value: string, why: string): Answer =>
  novaError(400, `Invalid input for query parameters ${name}. Value: ${value}. ${why}`);

/** The parameters as Nova's controllers see them: the last value of each name. */
export const lastValues = (query: URLSearchParams): ReadonlyMap<string, string> => new Map(query);

/** The page size; an answer when it is malformed. */
export const limitOf = (query: ReadonlyMap<string, string>): number | Answer => {
  const limit = query.get('limit');
  if (limit === undefined) return MAX_LIMIT;
  if (limit === '') return badParameter('limit', limit, "'' is too short");
  if (!/^[0-9]*$/.test(limit)) return badParameter('limit', limit, `'${limit}' does not match '^[0-9]*$'`);
  return Math.min(Number(limit), MAX_LIMIT);
};

/** Reads a `changes-since` as Nova does: ISO 8601, UTC without a zone; an answer when it is malformed. */
export const timeOf = (name: string, text: string): number | Answer => {
  const zoned = /(?:Z|[+-]\d\d:?\d\d)$/.test(text) || !text.includes('T') ? text : `${text}Z`;
  const at = /^\d{4}-\d\d-\d\d/.test(text) ? Date.parse(zoned) : Number.NaN;
  return Number.isNaN(at) ? badParameter(name, text, `'${text}' is not a 'date-time'`) : at;
};

/** The link to the next page; there is one whenever the page is full (nova/api/openstack/common.py, _get_collection_links). */
export const nextLinks = (url: string, query: ReadonlyMap<string, string>, limit: number, ids: readonly string[]) => {
  const last = ids.at(-1);
  if (last === undefined || ids.length !== limit) return [];
  const kept = [...query].filter(([name]) => name !== 'marker').sort(([a], [b]) => (a < b ? -1 : 1));
  return [{ rel: 'next', href: `${url}?${new URLSearchParams([...kept, ['marker', last]])}` }];
};
