import * as v from 'valibot';
import type { Described, Flavor } from '../../power/server.ts';
import { isObject } from '../../text.ts';

// A value that is no text is left out with its key: a mark or a match is never read out of it.
const textsOf = (value: unknown): Readonly<Record<string, string>> | null =>
  isObject(value)
    ? Object.fromEntries(Object.entries(value).flatMap(([key, one]) => (typeof one === 'string' ? [[key, one]] : [])))
    : null;

const TAGS = v.array(v.string());

const textOf = (value: unknown): string | null => (typeof value === 'string' ? value : null);

// From 2.47 the flavor is embedded as it was when the server was built, without its id (nova's rest_api_version_history).
const flavorOf = (value: unknown): Flavor | null =>
  isObject(value)
    ? { id: textOf(value.id), name: textOf(value.original_name), extraSpecs: textsOf(value.extra_specs) }
    : null;

/** What people know a server by, in an answer that shows it or lists it; null for what is not shown. */
export const describedOf = (server: Readonly<Record<string, unknown>>): Described => ({
  name: textOf(server.name) ?? '',
  tags: v.is(TAGS, server.tags) ? server.tags : null,
  metadata: textsOf(server.metadata),
  flavor: flavorOf(server.flavor),
});
