import { FAULTS } from './engine/faults.ts';
import type { Plan } from './plan.ts';

/** The format of a kept plan; a change of what a plan means raises it. */
export const FIXTURE_FORMAT = 1;

/** A plan that broke a promise, of the product or of one with a guard taken out, kept so that it never does again. */
export interface Fixture {
  readonly format: number;
  /** What it breaks, and when. */
  readonly about: string;
  readonly plan: Plan;
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;
const KNOWN = new Set<string>(
  Object.entries(FAULTS).flatMap(([place, names]) => names.map((name) => `${place}.${name}`)),
);

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
  if (!isPlan(value.plan)) return { problem: 'its plan cannot be read' };
  return { fixture: { format: FIXTURE_FORMAT, about: String(value.about), plan: value.plan } };
};

/** A fixture as text. */
export const fixtureText = (about: string, plan: Plan): string =>
  `${JSON.stringify({ format: FIXTURE_FORMAT, about, plan }, null, 2)}\n`;
