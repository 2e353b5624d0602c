import { quoted } from '../../lib/message/json.ts';
import type { ConfiguredClouds } from '../../lib/openstack/open-clouds.ts';

/** Why the chosen cloud (undefined: none was chosen) cannot be used as configured; empty when it can. Asks no cloud. */
export const findCloudProblems = async (
  clouds: ConfiguredClouds,
  name: string | undefined,
): Promise<readonly string[]> => {
  if (name === undefined) {
    const problems = await clouds.problems();
    return problems.length > 0 ? problems : ['several clouds are configured: choose one with --cloud or OS_CLOUD'];
  }
  const opened = await clouds.cloud(name);
  if (opened.kind === 'fault') return [opened.fault.message];
  if (opened.kind === 'cloud') return [];
  return [`cloud ${quoted(name)} is not configured; configured clouds: ${opened.known.join(', ')}`];
};
