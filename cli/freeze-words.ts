import { formatInstant, type Instant } from '../lib/instant.ts';
import type { Freeze } from '../lib/power/ports/freezes.ts';
import { howLong } from './freeze-until.ts';
import { printable } from './terminal.ts';

/** What is frozen: `cloud otc`, or `all clouds`. */
export const frozenWhat = (cloud: string | null): string =>
  cloud === null ? 'all clouds' : `cloud ${printable(cloud)}`;

/** `until 2026-12-01T06:00:00.000Z (9 h)`. */
export const untilInWords = ({ untilAt }: Pick<Freeze, 'untilAt'>, now: Instant): string =>
  `until ${formatInstant(untilAt)} (${howLong(untilAt - now)})`;

/** Who froze it and why, one line each. */
export const freezeLines = ({ by, why }: Freeze): readonly string[] => [
  `  by   ${printable(by)}`,
  `  why  ${printable(why)}`,
];
