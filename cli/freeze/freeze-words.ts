import { formatInstant, type Instant } from '../../lib/instant.ts';
import type { Freeze } from '../../lib/power/ports/freezes.ts';
import { printable } from '../terminal/terminal.ts';
import { howLong } from './freeze-until.ts';

/** What is frozen: `cloud otc`, or `all clouds`. */
export const frozenWhat = (cloud: string | null): string =>
  cloud === null ? 'all clouds' : `cloud ${printable(cloud)}`;

/** A freeze in three lines: its end, who froze and why. */
export const freezeLines = ({ untilAt, by, why }: Freeze, now: Instant): readonly string[] => [
  `  until  ${formatInstant(untilAt)} (${howLong(untilAt - now)})`,
  `  by     ${printable(by)}`,
  `  why    ${printable(why)}`,
];

/** A freeze as `--json` shows it: of what, its times, who froze and why. */
export const freezeJson = ({ cloud, frozenAt, untilAt, by, why }: Freeze): object => ({
  cloud,
  frozenAt: formatInstant(frozenAt),
  untilAt: formatInstant(untilAt),
  by,
  why,
});
