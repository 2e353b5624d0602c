import type { ServerId } from '../server.ts';

/** What a server runs on. `any` asks for no kind. */
export const MACHINES = ['bare-metal', 'virtual', 'any'] as const;
export type Machine = (typeof MACHINES)[number];

/**
 * What a selector asks for by what people know a server by. Every text may be a glob (`*`, `?`; whole text,
 * case-sensitive).
 */
export interface Labels {
  /** Has all of them. */
  readonly tags?: readonly string[];
  /** Has one of them. */
  readonly anyTag?: readonly string[];
  /** Each key with one of its values. */
  readonly metadata?: Readonly<Record<string, readonly string[]>>;
  readonly name?: readonly string[];
  /** The flavor's name, or its id as the cloud shows it. */
  readonly flavor?: readonly string[];
}

/** Which servers of a project a request means: all of what is given has to fit. */
export interface Select extends Labels {
  readonly machine?: Machine;
  /** Left out, whatever else fits; one field that fits is enough. */
  readonly except?: Labels & { readonly serverIds?: readonly ServerId[] };
}

/** How many servers a request may mean: a number, or a share of all that are listed. */
export type AtMost = number | `${number}%`;
