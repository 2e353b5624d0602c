import { ALL_FAULTS } from './engine/faults.ts';
import type { Plan } from './plan.ts';

/** The format of a kept plan; a change of what a plan means raises it. */
export const FIXTURE_FORMAT = 2;

/** A plan that broke a promise, of the product or of one with a guard taken out, kept so that it never does again. */
export interface Fixture {
  readonly format: number;
  /** What happened. */
  readonly about: string;
  /** The invariant that it breaks, and the planted bug with which it does; none when it was the product's own. */
  readonly breaks: string;
  readonly plant?: string;
  readonly plan: Plan;
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;
const KNOWN = new Set<string>(ALL_FAULTS.map(({ name }) => name));

const isPlan = (value: unknown): value is Plan =>
  isObject(value) &&
  typeof value.seed === 'number' &&
  [value.servers, value.asks, value.acts, value.poison, value.redrivesMs, value.faults].every(Array.isArray) &&
  Array.isArray(value.faults) &&
  value.faults.every((fault) => isObject(fault) && typeof fault.fault === 'string' && KNOWN.has(fault.fault));

/** Reads a fixture's text; a problem is one line for a person. */
export const readFixture = (text: string): { readonly fixture: Fixture } | { readonly problem: string } => {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { problem: 'not JSON' };
  }
  if (!isObject(value) || typeof value.format !== 'number') return { problem: 'not a fixture: it has no format' };
  if (value.format !== FIXTURE_FORMAT)
    return { problem: `of format ${value.format}, and this reads format ${FIXTURE_FORMAT}` };
  const { about, breaks, plant, plan } = value;
  if (!isPlan(plan)) return { problem: 'its plan cannot be read' };
  if (typeof about !== 'string' || typeof breaks !== 'string') return { problem: 'it does not say what it breaks' };
  if (plant !== undefined && typeof plant !== 'string') return { problem: 'its plant is not a name' };
  return { fixture: { format: FIXTURE_FORMAT, about, breaks, ...(plant === undefined ? {} : { plant }), plan } };
};

/** A fixture as text. */
export const fixtureText = (fixture: Omit<Fixture, 'format'>): string =>
  `${JSON.stringify({ format: FIXTURE_FORMAT, ...fixture }, null, 2)}\n`;
