import type { Instant } from '../lib/instant.ts';
import { readDeployment } from './deployment.ts';
import { readArguments, readParams } from './given-params.ts';
import type { RegionVariables } from './region.ts';
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
  variables: RegionVariables,
  now: Instant,
): Promise<SchedulesReport> => {
  const given = readArguments(args);
  const read = await readParams(folder, given, variables);
  if (read.kind === 'problems') return read;
  const { params, region } = read;
  const deployment = await readDeployment({ folder, params, paramTexts: given.paramTexts, region, live: false, now });
  if (deployment.kind === 'problems') return deployment;
  const lines = deployment.schedules.flatMap((schedule) => scheduleLines(schedule, now));
  return { kind: 'fine', lines: lines.length > 0 ? lines : [NONE] };
};
