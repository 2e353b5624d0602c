import type { Instant } from '../lib/instant.ts';
import { readDeployment } from './deployment.ts';
import { type GivenArguments, readArguments, readParams } from './given-params.ts';
import type { RegionVariables } from './region.ts';
import type { Schedule } from './schedule.ts';
import type { StackParams } from './stack-params.ts';

/** A deployment as its arguments describe it, checked; or every problem: one line each. */
export type GivenDeployment =
  | {
      readonly kind: 'deployment';
      readonly given: GivenArguments;
      readonly params: StackParams;
      readonly region: string;
      readonly schedules: readonly Schedule[];
    }
  | { readonly kind: 'problems'; readonly problems: readonly string[] };

/** Reads what is in a folder as the framework would with these arguments; `live` when it goes to AWS now. */
export const givenDeployment = async (
  folder: string,
  args: readonly string[],
  variables: RegionVariables,
  { live, now }: { readonly live: boolean; readonly now: Instant },
): Promise<GivenDeployment> => {
  const given = readArguments(args);
  const read = await readParams(folder, given, variables);
  if (read.kind === 'problems') return read;
  const { params, region } = read;
  const deployment = await readDeployment({ folder, params, paramTexts: given.paramTexts, region, live, now });
  if (deployment.kind === 'problems') return deployment;
  return { kind: 'deployment', given, params, region, schedules: deployment.schedules };
};
