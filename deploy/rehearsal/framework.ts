import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { cp, mkdtemp, readFile, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { build } from '../../build.mjs';
import { EXAMPLE_SERVERS } from '../example-schedules.ts';
import { FRAMEWORK } from '../steps.ts';

/** Where the rehearsal deploys to. */
export const STAGE = 'rehearsal';
export const STACK = `lights-out-${STAGE}`;
export const REGION = 'eu-central-1';
export const CREDENTIALS = { accessKeyId: 'rehearsal', secretAccessKey: 'rehearsal' } as const;
// moto's own.
const ACCOUNT = '123456789012';
export const QUEUE_ARN = `arn:aws:sqs:${REGION}:${ACCOUNT}:${STACK}-stop`;

/** The variables that lead every AWS client to moto. */
export const awsEnvironment = (url: string): Readonly<Record<string, string>> => ({
  AWS_REGION: REGION,
  AWS_DEFAULT_REGION: REGION,
  AWS_ACCESS_KEY_ID: CREDENTIALS.accessKeyId,
  AWS_SECRET_ACCESS_KEY: CREDENTIALS.secretAccessKey,
  AWS_ENDPOINT_URL: url,
});

/** Runs the framework in a folder; what it wrote. Throws with that when it does not end well. */
export const serverless = async (
  folder: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<string> => {
  const child = spawn(process.execPath, [FRAMEWORK, ...args], {
    cwd: folder,
    env: { PATH: process.env.PATH, HOME: folder, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [out, err, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  const written = `${out}${err}`.trim();
  if (code !== 0) throw new Error(written);
  return written;
};

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const NEEDED = ['package.json', 'deploy', 'lib'];
const SERVICE = 'serverless.yml';
const SCHEDULES = 'schedules.yml';

/** What the rehearsal deploys otherwise than it is. moto 5.2.1 would delete what is to be retained, and fail on the table. */
export const DEPLOYED_AS = { written: 'RetainExceptOnCreate', rehearsed: 'Retain' } as const;

const forMoto = async (): Promise<string> =>
  (await readFile(join(ROOT, SERVICE), 'utf8')).replaceAll(DEPLOYED_AS.written, DEPLOYED_AS.rehearsed);

/** The shipped schedules with servers of their own, as an operator has them: those of the example are never deployed. */
const ownSchedules = async (): Promise<string> => {
  let text = await readFile(join(ROOT, SCHEDULES), 'utf8');
  for (const id of EXAMPLE_SERVERS) text = text.replaceAll(id, randomUUID());
  return text;
};

/** The service, built, in a folder of its own: a deployment there disturbs nothing that runs from here. */
export const serviceFolder = async (): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), 'lights-out-rehearsal-'));
  for (const name of NEEDED) await cp(join(ROOT, name), join(folder, name), { recursive: true });
  await writeFile(join(folder, SERVICE), await forMoto());
  await writeFile(join(folder, SCHEDULES), await ownSchedules());
  await symlink(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  await build({ outdir: join(folder, 'dist') });
  return folder;
};
