import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

// Its policy names roles: whoever has more than `reader` goes on reading.
const RULES = ['list', 'show'].map(
  (rule) => `"os_compute_api:os-instance-actions:${rule}": "role:member or role:admin"\n`,
);

/**
 * Lets the Nova of the lab in that folder refuse os-instance-actions to whoever has the role reader only, until the answer is called.
 * Nova's nova.conf names the folder of policies, and oslo.policy looks into it before each request.
 */
export const forbidHistory = async (folder: string): Promise<() => Promise<void>> => {
  const policies = join(folder, 'etc', 'nova', 'policy.d');
  const file = join(policies, 'lights-out.yaml');
  // The folder stays: oslo.policy forgets what was in a file that is gone, but not what was in a folder that is gone.
  await mkdir(policies, { recursive: true });
  await writeFile(file, RULES.join(''));
  return () => rm(file);
};
