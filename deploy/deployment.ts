import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Instant } from '../lib/instant.ts';
import { cloudsIn } from '../lib/openstack/config/secret-clouds.ts';
import type { Timing } from '../lib/power/timing.ts';
import { firingProblems } from './cron-firings.ts';
import { exampleProblems } from './example-schedules.ts';
import { paramTextProblems, SERVICE } from './given-params.ts';
import { nameProblems } from './names.ts';
import { withCalendars } from './read-calendars.ts';
import { readSchedules } from './read-schedules.ts';
import { regionProblems } from './region.ts';
import type { Schedule } from './schedule.ts';
import { lengthProblems, roomProblems } from './schedule-resources.ts';
import type { StackParams } from './stack-params.ts';
import { readStackSettings } from './stack-settings.ts';

/** The text of a file; undefined when there is none. */
const textOf = async (path: string): Promise<string | undefined> => {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
};

// docs/operations.md puts this file into Secrets Manager; with none here, only the worker knows the names.
const FILE = 'clouds.json';

/** The schedules whose cloud is not in the clouds.json of the folder, if there is one: one line each. */
const unknownClouds = async (
  folder: string,
  schedules: readonly Schedule[],
  defaultCloud: string,
): Promise<readonly string[]> => {
  const text = await textOf(join(folder, FILE));
  if (text === undefined) return [];
  const found = await cloudsIn(text);
  if (found.kind === 'problem') return [`${FILE}: ${found.problem}`];
  const names = Object.keys(found.clouds);
  return schedules
    .filter(({ cloud = defaultCloud }) => !names.includes(cloud))
    .map(
      ({ name, cloud = defaultCloud }) =>
        `${name}: cloud: "${cloud}" is not in ${FILE}, which has ${names.map((one) => `"${one}"`).join(', ')}`,
    );
};

const SCHEDULES = 'schedules.yml';

/** What a deployment was given. */
export interface DeploymentInput {
  readonly folder: string;
  readonly params: StackParams;
  /** What `--param` named, `NAME=VALUE` each: the framework takes any name and drops those that nothing asks for. */
  readonly paramTexts: readonly string[];
  readonly region: string;
  /** Whether it goes to AWS now: then no schedule of the shipped example may be in it. */
  readonly live: boolean;
  readonly now: Instant;
}

/** Its schedules and the functions' timing, or every problem: one line each, naming file and field and never a secret. */
export type Deployment =
  | { readonly kind: 'schedules'; readonly schedules: readonly Schedule[]; readonly timing: Timing }
  | { readonly kind: 'problems'; readonly problems: readonly string[] };

/** Checks all that a deployment is given but what AWS alone can know, the parameters before the schedules that hang on them. */
export const readDeployment = async (input: DeploymentInput): Promise<Deployment> => {
  const { folder, params, paramTexts, region, live, now } = input;
  const misnamed = paramTextProblems(paramTexts);
  if (misnamed.length > 0) return { kind: 'problems', problems: misnamed };
  const settings = readStackSettings(SERVICE, params);
  if (settings.kind === 'problems') return settings;
  const misplaced = [...nameProblems(params), ...regionProblems(region, params)];
  if (misplaced.length > 0) return { kind: 'problems', problems: misplaced.map((problem) => `${SERVICE}: ${problem}`) };
  const { windowMinMs: minMs, windowMaxMs: maxMs } = settings.timing;
  const text = await textOf(join(folder, SCHEDULES));
  if (text === undefined)
    return { kind: 'problems', problems: [`${SCHEDULES}: is missing; for no schedules write "schedules: []"`] };
  const read = readSchedules(SCHEDULES, text, { minMs, maxMs });
  if (read.kind === 'problems') return read;
  const calendars = await withCalendars(folder, read.schedules, now);
  const { schedules } = calendars;
  const problems = [
    ...firingProblems(read.schedules, now),
    ...(await unknownClouds(folder, read.schedules, params.cloud)),
    ...calendars.problems,
    ...lengthProblems(schedules),
    ...(live ? exampleProblems(read.schedules) : []),
  ];
  if (problems.length === 0) problems.push(...roomProblems(schedules));
  if (problems.length === 0) return { kind: 'schedules', schedules, timing: settings.timing };
  return { kind: 'problems', problems: problems.map((problem) => `${SCHEDULES}: ${problem}`) };
};
