import * as v from 'valibot';
import { parse, stringify } from 'yaml';
import type { SimulatedCloud } from '../../cloud/simulated-cloud.ts';

/** The second entry in the night's clouds file: the same project, by the other region's address. It is frozen at first. */
export const ANNEX = 'annex';

const clouds = v.object({ clouds: v.objectWithRest({ 'stopper-legacy': v.unknown() }, v.unknown()) });

/** The clouds file of the night. Holds passwords. */
export const nightClouds = (cloud: Pick<SimulatedCloud, 'cloudsYaml'>): string => {
  const { clouds: entries } = v.parse(clouds, parse(cloud.cloudsYaml()));
  return stringify({ clouds: { ...entries, [ANNEX]: entries['stopper-legacy'] } });
};
