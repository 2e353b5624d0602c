import { spawn } from 'node:child_process';
import { once } from 'node:events';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { readEntry } from '../journeys/clouds-entry.ts';
import { readLabFile, stoppable } from './lab-file.ts';
import { lookAtAll } from './shown-servers.ts';

const VITEST = fileURLToPath(new URL('../vitest.mjs', import.meta.resolve('vitest')));

/** Everything that has to be so before a real cloud is touched; throws with one line when it is not. */
const check = async (env: NodeJS.ProcessEnv): Promise<readonly string[]> => {
  const lab = await readLabFile(env.OPENSTACK_LAB);
  await readEntry(env.OS_CLIENT_CONFIG_FILE, env.OS_CLOUD);
  const ids = stoppable(lab);
  // A server that cannot be shown is none of this project: nothing is stopped then.
  await lookAtAll(env, ids);
  process.stdout.write(`${ids.length} servers of ${env.OS_CLOUD} may be stopped.\n`);
  if (!lab.hasAccounts) {
    process.stdout.write('The contract suite is left out: the lab file names no accounts for it.\n');
    return ['test/openstack'];
  }
  if (!lab.ironic) return ['test/contract', 'test/openstack'];
  process.stdout.write('Of the contract only what a lab of bare metal has the roles for.\n');
  return ['test/contract/bare-metal.test.ts', 'test/openstack'];
};

/** `npm run test:openstack`: the contract and the journeys on a real cloud. Exit 2 when that cannot be, with nothing stopped. */
const main = async (): Promise<number> => {
  const suites = await check(process.env);
  // One file after the other: they share the servers.
  const args = [VITEST, 'run', '--no-file-parallelism', ...suites];
  const [code] = await once(spawn(process.execPath, args, { stdio: 'inherit' }), 'close');
  return typeof code === 'number' ? code : 1;
};

process.exitCode = await main().catch((error: unknown) => {
  process.stderr.write(`test:openstack: ${error instanceof Error ? error.message : String(error)}\n`);
  return 2;
});
