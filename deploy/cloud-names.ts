import { join } from 'node:path';
import { cloudsIn } from '../lib/openstack/config/secret-clouds.ts';
import type { Schedule } from './schedule.ts';
import { textOf } from './text-of.ts';

// docs/operations.md puts this file into Secrets Manager; with none here, only the worker knows the names.
const FILE = 'clouds.json';

/** The schedules whose cloud is not in the clouds.json of the folder, if there is one: one line each. */
export const unknownClouds = async (
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
