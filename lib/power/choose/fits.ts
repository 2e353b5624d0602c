import type { Described, ServerId } from '../server.ts';
import { fitsGlob } from './glob.ts';
import { machineOf } from './machine.ts';
import type { Labels, Select } from './select.ts';

/** The rules of a selector, as counts and reports name them. */
export type SelectRule = keyof Labels | 'machine' | `except.${keyof Labels | 'serverIds'}`;

/** Why a server is not chosen: the first rule of the selector that leaves it out. */
export interface Unfit {
  readonly rule: SelectRule;
  readonly because: string;
}

const LABELS = ['tags', 'anyTag', 'metadata', 'name', 'flavor'] as const satisfies readonly (keyof Labels)[];

const oneOf = (globs: readonly string[], texts: readonly (string | null | undefined)[]): boolean =>
  globs.some((glob) => texts.some((text) => typeof text === 'string' && fitsGlob(glob, text)));

/** Whether one field fits; undefined when it is not given. */
const fitsLabel = (field: keyof Labels, labels: Labels, server: Described): boolean | undefined => {
  switch (field) {
    case 'tags':
      return labels.tags?.every((glob) => oneOf([glob], server.tags ?? []));
    case 'anyTag':
      return labels.anyTag && oneOf(labels.anyTag, server.tags ?? []);
    case 'metadata':
      return (
        labels.metadata &&
        Object.entries(labels.metadata).every(([key, globs]) => {
          const { metadata } = server;
          return metadata !== null && Object.hasOwn(metadata, key) && oneOf(globs, [metadata[key]]);
        })
      );
    case 'name':
      return labels.name && oneOf(labels.name, [server.name]);
    case 'flavor':
      return labels.flavor && oneOf(labels.flavor, [server.flavor?.name, server.flavor?.id]);
  }
};

// Nova's rest_api_version_history. What is not shown fits nothing, and is excepted from nothing either: so it is not chosen.
const hiddenOf = (field: keyof Labels, labels: Labels | undefined, server: Described): string | undefined => {
  if (labels?.[field] === undefined) return undefined;
  switch (field) {
    case 'tags':
    case 'anyTag':
      return server.tags === null ? 'tags are shown from microversion 2.26 on' : undefined;
    case 'metadata':
      return server.metadata === null ? 'the metadata is not shown' : undefined;
    case 'name':
      return undefined;
    case 'flavor':
      return server.flavor === null ? 'the flavor is not shown' : undefined;
  }
};

const quote = (texts: readonly string[]): string => texts.map((text) => `"${text}"`).join(', ');

const textOf = (field: keyof Labels, labels: Labels): string => {
  if (field !== 'metadata') return quote(labels[field] ?? []);
  return Object.entries(labels.metadata ?? {})
    .map(([key, globs]) => `${key}: ${quote(globs)}`)
    .join('; ');
};

/** Why a selector does not choose a server; undefined when it does. A kind that is not known fits none that is asked for. */
export const unfitOf = (select: Select, id: ServerId, server: Described): Unfit | undefined => {
  const { machine = 'any', except } = select;
  for (const field of LABELS) {
    const hidden = hiddenOf(field, select, server) ?? hiddenOf(field, except, server);
    if (hidden !== undefined) return { rule: field, because: `${field}: ${hidden}` };
  }
  const missed = LABELS.find((field) => fitsLabel(field, select, server) === false);
  if (missed !== undefined) return { rule: missed, because: `${missed}: does not fit ${textOf(missed, select)}` };
  const kind = machine === 'any' ? machine : machineOf(server);
  if (kind !== machine) return { rule: 'machine', because: `machine: is ${kind}, not ${machine}` };
  if (except?.serverIds?.includes(id)) return { rule: 'except.serverIds', because: 'except.serverIds: names it' };
  const met = except && LABELS.find((field) => fitsLabel(field, except, server) === true);
  return met && { rule: `except.${met}`, because: `except.${met}: fits ${textOf(met, except)}` };
};
