import type { FreezeBook } from '../lib/power/ports/freezes.ts';

/** A deployed stack, as far as the command reaches into it. */
export type OpenedStack =
  | { readonly kind: 'stack'; readonly freezes: FreezeBook }
  /** In one line: no such stack, no region, no credentials, no right, no answer. */
  | { readonly kind: 'problem'; readonly problem: string };

/** AWS, as a person at a terminal reaches it. */
export interface Aws {
  /** A stack by its name: its table is found by the output `LedgerTable`. */
  stack(name: string): Promise<OpenedStack>;
  /** Who is calling: the ARN, which needs no right; else user and host, when STS does not answer. */
  caller(): Promise<string>;
}
