import { quoted } from '../lib/message/json.ts';
import type { ConfiguredClouds } from '../lib/openstack/open-clouds.ts';

/** What keeps the command from starting: one line each, all of them at once. */
export interface Problems {
  readonly kind: 'problems';
  readonly problems: readonly string[];
}

const MOST = 10;

/** As many problems as a person reads, and how many there are besides. */
export const shown = (problems: readonly string[]): readonly string[] =>
  problems.length <= MOST ? problems : [...problems.slice(0, MOST), `and ${problems.length - MOST} more`];

/** Why the chosen cloud (undefined: none could be chosen) cannot be used as it is configured; empty when it can. Asks no cloud. */
export const cloudProblems = async (clouds: ConfiguredClouds, name: string | undefined): Promise<readonly string[]> => {
  if (name === undefined) {
    const problems = await clouds.problems();
    return problems.length > 0 ? problems : ['several clouds are configured: choose one with --cloud or OS_CLOUD'];
  }
  const opened = await clouds.cloud(name);
  if (opened.kind === 'fault') return [opened.fault.message];
  if (opened.kind === 'cloud') return [];
  return [`cloud ${quoted(name)} is not configured; there are: ${opened.known.join(', ')}`];
};
