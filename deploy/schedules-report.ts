import { formatInstant, type Instant } from '../lib/instant.ts';
import { cronFirings } from './cron-firings.ts';
import { readDeployment } from './deployment.ts';
import { readArguments, readParams } from './given-params.ts';
import type { Schedule } from './schedule.ts';
import { type OffsetAt, offsetsOf } from './time-zone.ts';

const SHOWN = 3;
const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];

const minuteOf = (at: Instant): string => formatInstant(at).slice(0, 16).replace('T', ' ');

const offsetText = (offset: number): string =>
  `${offset < 0 ? '-' : '+'}${formatInstant(Math.abs(offset)).slice('1970-01-01T'.length).slice(0, 5)}`;

const firingLine = (at: Instant, offsetAt: OffsetAt): string => {
  const shown = at + offsetAt(at);
  return `  ${DAYS[new Date(shown).getUTCDay()]} ${minuteOf(shown)} ${offsetText(offsetAt(at))} = ${minuteOf(at)} UTC`;
};

/** A schedule in readable form, with its next three firings. */
const scheduleLines = (schedule: Schedule, now: Instant): readonly string[] => {
  const { name, cron, timezone, serverIds, dryRun, enabled } = schedule;
  const offsetAt = offsetsOf(timezone);
  const firings = [...cronFirings(cron, offsetAt, now).take(SHOWN)];
  const notes = [
    `${serverIds.length} server${serverIds.length === 1 ? '' : 's'}`,
    ...(dryRun === true ? ['dry run'] : []),
    ...(enabled === false ? ['switched off, so none of these happens'] : []),
  ];
  return [
    `${name}: ${cron} in ${timezone}, ${notes.join(', ')}`,
    ...firings.map((at) => firingLine(at, offsetAt)),
    ...(firings.length < SHOWN ? ['  and none after that'] : []),
  ];
};

const NONE = 'schedules.yml: no schedules: nothing is stopped by the clock';

/** When each schedule fires, or every problem: lines to print. */
export type SchedulesReport =
  | { readonly kind: 'fine'; readonly lines: readonly string[] }
  | { readonly kind: 'problems'; readonly problems: readonly string[] };

/** Looks at the schedules of a folder as a deployment with these arguments would. */
export const schedulesReport = async (
  folder: string,
  args: readonly string[],
  now: Instant,
): Promise<SchedulesReport> => {
  const given = readArguments(args);
  const read = await readParams(folder, given);
  if (read.kind === 'problems') return read;
  const deployment = await readDeployment({ folder, params: read.params, paramTexts: given.paramTexts, now });
  if (deployment.kind === 'problems') return deployment;
  const lines = deployment.schedules.flatMap((schedule) => scheduleLines(schedule, now));
  return { kind: 'fine', lines: lines.length > 0 ? lines : [NONE] };
};
