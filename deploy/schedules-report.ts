import type { Instant } from '../lib/instant.ts';
import { readDeployment } from './deployment.ts';
import { readArguments, readParams } from './given-params.ts';
import { scheduleLines } from './schedule-lines.ts';

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
