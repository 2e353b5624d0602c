import type { Described, Flavor } from '../../power/server.ts';
import { isObject } from '../../text.ts';

// Nova has texts only. Where another cloud shows something else, its JSON is the text: a mark of that key must not get lost.
const textsOf = (value: unknown): Readonly<Record<string, string>> | null =>
  isObject(value)
    ? Object.fromEntries(
        Object.entries(value).map(([key, one]) => [key, typeof one === 'string' ? one : JSON.stringify(one)]),
      )
    : null;

const tagsOf = (value: unknown): readonly string[] | null =>
  Array.isArray(value) && value.every((tag): tag is string => typeof tag === 'string') ? value : null;

const textOf = (value: unknown): string | null => (typeof value === 'string' ? value : null);

// From 2.47 the flavor is embedded as it was when the server was built, without its id (nova's rest_api_version_history). A cloud of
// another kind may go on showing the id, or call the name `name`.
const flavorOf = (value: unknown): Flavor | null =>
  isObject(value)
    ? {
        id: textOf(value.id),
        name: textOf(value.original_name) ?? textOf(value.name),
        extraSpecs: textsOf(value.extra_specs),
      }
    : null;

/** What people know a server by, in an answer that shows it or lists it; null for what is not shown. */
export const describedOf = (server: Readonly<Record<string, unknown>>): Described => ({
  name: textOf(server.name) ?? '',
  tags: tagsOf(server.tags),
  metadata: textsOf(server.metadata),
  flavor: flavorOf(server.flavor),
});
