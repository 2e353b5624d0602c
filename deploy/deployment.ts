import { join } from 'node:path';
import type { Instant } from '../lib/instant.ts';
import { unknownClouds } from './cloud-names.ts';
import { firingProblems } from './firing-problems.ts';
import { givenProblems, SERVICE } from './param-problems.ts';
import { readSchedules } from './read-schedules.ts';
import type { Schedule } from './schedule.ts';
import { readStackSettings, type StackParams } from './stack-settings.ts';
import { textOf } from './text-of.ts';

const SCHEDULES = 'schedules.yml';

/** What a deployment was given. */
export interface Given {
  readonly folder: string;
  readonly params: StackParams;
  /** What `--param` named, `NAME=VALUE` each: the framework takes any name and drops those that nothing asks for. */
  readonly paramTexts: readonly string[];
  readonly now: Instant;
}

/** Its schedules, or every problem: one line each, naming file and field and never a secret. */
export type Deployment =
  | { readonly kind: 'schedules'; readonly schedules: readonly Schedule[] }
  | { readonly kind: 'problems'; readonly problems: readonly string[] };

/** Checks all that a deployment is given but what AWS alone can know, the parameters before the schedules that hang on them. */
export const readDeployment = async ({ folder, params, paramTexts, now }: Given): Promise<Deployment> => {
  const misnamed = givenProblems(paramTexts);
  if (misnamed.length > 0) return { kind: 'problems', problems: misnamed };
  const settings = readStackSettings(SERVICE, params);
  if (settings.kind === 'problems') return settings;
  const { windowMinMs: minMs, windowMaxMs: maxMs } = settings.timing;
  const text = await textOf(join(folder, SCHEDULES));
  if (text === undefined)
    return { kind: 'problems', problems: [`${SCHEDULES}: is missing; for no schedules write "schedules: []"`] };
  const read = readSchedules(SCHEDULES, text, { minMs, maxMs });
  if (read.kind === 'problems') return read;
  const problems = [
    ...firingProblems(read.schedules, now),
    ...(await unknownClouds(folder, read.schedules, params.cloud)),
  ];
  if (problems.length === 0) return read;
  return { kind: 'problems', problems: problems.map((problem) => `${SCHEDULES}: ${problem}`) };
};
