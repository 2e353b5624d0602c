import { inspect } from 'node:util';

/**
 * A value that cannot be printed: `[secret]` in strings, JSON and inspection. Reviewers look for `.reveal()`.
 */
export interface Secret {
  reveal(): string;
  toString(): string;
  toJSON(): string;
}

const HIDDEN = '[secret]';

/** Wraps a password, token or key. */
export const secret = (value: string): Secret => ({
  reveal: () => value,
  toString: () => HIDDEN,
  toJSON: () => HIDDEN,
  ...{ [inspect.custom]: () => HIDDEN },
});
