import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import type { Instant } from '../../lib/instant.ts';
import { givenDeployment } from '../given-deployment.ts';
import type { Schedule } from '../schedule.ts';
import type { StackParams } from '../stack-params.ts';
import { ARGUMENTS } from './arguments-file.ts';

/** What a template was packaged from: the values of the parameters, and the schedules. */
export interface Sources {
  readonly params: StackParams;
  readonly schedules: readonly Schedule[];
}

const argumentsSchema = v.pipe(v.string(), v.parseJson(), v.array(v.string()));

/** The arguments of the packaging; none when nothing was written down. */
const argumentsOf = async (folder: string): Promise<readonly string[]> => {
  try {
    return v.parse(argumentsSchema, await readFile(join(folder, ARGUMENTS), 'utf8'));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  }
};

/** Reads them again from a service's folder; `now` is the time of packaging, from which calendars are expanded. Throws with what is wrong. */
export const readSources = async (folder: string, packagedIn: string, now: Instant): Promise<Sources> => {
  const read = await givenDeployment(folder, await argumentsOf(packagedIn), process.env, { live: false, now });
  if (read.kind === 'problems') throw new Error(read.problems.join('\n'));
  return { params: read.params, schedules: read.schedules };
};
