import type { Instant } from '../lib/instant.ts';
import { givenDeployment } from './given-deployment.ts';
import type { RegionVariables } from './region.ts';
import { scheduleLines } from './schedule-lines.ts';

const NONE = 'schedules.yml: no schedules: nothing is stopped by the clock';

/** When each schedule fires, or every problem: lines to print. */
export type SchedulesReport =
  | { readonly kind: 'fine'; readonly lines: readonly string[] }
  | { readonly kind: 'problems'; readonly problems: readonly string[] };

/** Looks at the schedules of a folder as a package with these arguments would. */
export const schedulesReport = async (
  folder: string,
  args: readonly string[],
  variables: RegionVariables,
  now: Instant,
): Promise<SchedulesReport> => {
  const read = await givenDeployment(folder, args, variables, { live: false, now });
  if (read.kind === 'problems') return read;
  const lines = read.schedules.flatMap((schedule) => scheduleLines(schedule, now));
  return { kind: 'fine', lines: lines.length > 0 ? lines : [NONE] };
};
