import { ALARM_LINES } from './alarm-lines.ts';
import { EDGE_LINES } from './edge-lines.ts';
import { FUNCTION_LINES } from './function-lines.ts';
import { LIMIT_LINES } from './limit-lines.ts';
import type { Finding, Line } from './line.ts';
import { LOG_LINES } from './log-lines.ts';
import { NETWORK_LINES } from './network-lines.ts';
import { PACKAGE_LINES } from './package-lines.ts';
import type { Packaged } from './packaged.ts';
import { QUEUE_LINES } from './queue-lines.ts';
import { ROLE_LINES } from './role-lines.ts';
import { SCHEDULE_LINES } from './schedule-lines.ts';
import { SIZE_LINES } from './size-lines.ts';
import { STORE_LINES } from './store-lines.ts';
import { SUPPRESSIONS, type Suppression } from './suppressions.ts';

/** Every line of the checklist, in reading order. */
export const CHECKLIST: readonly Line[] = [
  ...LIMIT_LINES,
  ...PACKAGE_LINES,
  ...SIZE_LINES,
  ...QUEUE_LINES,
  ...FUNCTION_LINES,
  ...NETWORK_LINES,
  ...ROLE_LINES,
  ...STORE_LINES,
  ...EDGE_LINES,
  ...SCHEDULE_LINES,
  ...LOG_LINES,
  ...ALARM_LINES,
];

/** A line that was checked: what is wrong, and what was found and accepted. */
export interface Checked {
  readonly line: Line;
  readonly findings: readonly Finding[];
  readonly accepted: readonly { readonly finding: Finding; readonly because: string }[];
}

const acceptedBy = (line: Line, { where, what }: Finding): Suppression | undefined =>
  SUPPRESSIONS.find((one) => one.line === line.id && one.where === where && one.what === what);

/** Checks a packaged service by one line. */
export const check = (line: Line, packaged: Packaged): Checked => {
  const all = line.findings(packaged).map((finding) => ({ finding, by: acceptedBy(line, finding) }));
  return {
    line,
    findings: all.flatMap(({ finding, by }) => (by === undefined ? [finding] : [])),
    accepted: all.flatMap(({ finding, by }) => (by === undefined ? [] : [{ finding, because: by.because }])),
  };
};
