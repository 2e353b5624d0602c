import * as v from 'valibot';
import { closed } from '../../../lib/message/schema.ts';

const amount = v.pipe(
  v.number('must be a number'),
  v.minValue(0, 'must not be negative'),
  v.finite('must be a number'),
);

const rate = v.pipe(
  closed({
    pricePerHour: v.exactOptional(amount),
    currency: v.exactOptional(
      v.pipe(v.string('must be text'), v.regex(/^[A-Z]{3}$/, 'must be three capital letters, such as EUR')),
    ),
    watts: v.exactOptional(amount),
    chargedWhenOff: v.exactOptional(v.boolean('must be true or false')),
  }),
  v.check(
    ({ pricePerHour, currency }) => (pricePerHour === undefined) === (currency === undefined),
    'pricePerHour and currency are given together, or neither',
  ),
);

// A mapping without entries, as a comment leaves it, is none.
const byName = v.nullable(
  v.pipe(
    v.custom<object>(
      (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
      'must be rates by name',
    ),
    v.record(v.string(), rate),
  ),
);

/** The content of a rates file. */
export const ratesSchema = closed({ flavors: v.exactOptional(byName), servers: v.exactOptional(byName) });

/** What an hour of a server costs, what it draws, and whether it is charged while it is off. Nothing is made up for what is absent. */
export type Rate = v.InferOutput<typeof rate>;

/** The rates of a user: by the name or id of a flavor, and by the id or name of a server. */
export interface Rates {
  /** The file, as typed. */
  readonly file: string;
  readonly flavors: ReadonlyMap<string, Rate>;
  readonly servers: ReadonlyMap<string, Rate>;
}
