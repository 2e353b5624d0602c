import { cp, mkdtemp, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from '../../build.mjs';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const NEEDED = ['serverless.yml', 'schedules.yml', 'package.json', 'deploy', 'lib'];

/** The service, built, in a folder of its own: a deployment there disturbs nothing that runs from here. */
export const serviceFolder = async (): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), 'lights-out-rehearsal-'));
  for (const name of NEEDED) await cp(join(ROOT, name), join(folder, name), { recursive: true });
  await symlink(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  await build({ outdir: join(folder, 'dist') });
  return folder;
};
