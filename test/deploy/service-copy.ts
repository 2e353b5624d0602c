import { cp, mkdtemp, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from '../../build.mjs';

const root = fileURLToPath(new URL('../../', import.meta.url));

/**
 * The service in a folder of its own, ready to be packaged, with handlers that do nothing: what is looked at is the template. An
 * own `schedules` text takes the place of schedules.yml.
 */
export const serviceCopy = async (schedules?: string): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), 'lights-out-service-'));
  for (const name of ['serverless.yml', 'schedules.yml', 'package.json', 'deploy', 'lib']) {
    await cp(join(root, name), join(folder, name), { recursive: true });
  }
  await symlink(join(root, 'node_modules'), join(folder, 'node_modules'));
  if (schedules !== undefined) await writeFile(join(folder, 'schedules.yml'), schedules);
  const handler = join(folder, 'nothing.ts');
  await writeFile(handler, 'export const handler = async (): Promise<void> => undefined;\n');
  await build({ outdir: join(folder, 'dist'), entries: { queue: handler, webhook: handler } });
  return folder;
};
