import * as v from 'valibot';
import file from './prices.json' with { type: 'json' };

const priceSchema = v.strictObject({
  usd: v.number(),
  /** How many units the price is for; 1 when left out. */
  per: v.exactOptional(v.number(), 1),
  unit: v.string(),
  date: v.pipe(v.string(), v.isoDate()),
  source: v.string(),
});

const schema = v.strictObject({
  region: v.string(),
  prices: v.record(v.string(), priceSchema),
  assumed: v.record(v.string(), v.strictObject({ value: v.number(), what: v.string() })),
});

type PriceName = keyof typeof file.prices;
type AssumedName = keyof typeof file.assumed;

/** deploy/cost/prices.json. */
export const PRICES = v.parse(schema, file);

/** US$ for that many units. */
export const usd = (name: PriceName, units: number): number => {
  const { usd: price, per } = v.parse(priceSchema, PRICES.prices[name]);
  return (units * price) / per;
};

/** A value that nobody has measured or that depends on the user. */
export const assumed = (name: AssumedName): number => v.parse(v.number(), PRICES.assumed[name]?.value);
