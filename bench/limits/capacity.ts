import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { StandIn } from '../stand-in/stand-in.ts';

const SCRIPT = fileURLToPath(new URL('wrk.lua', import.meta.url));

/** A line with the requests a second that the stand-in answers: it has to be far above every candidate. */
export const capacity = async ({ env, reset }: StandIn): Promise<string> => {
  const { OS_AUTH_URL: login = '', OS_USERNAME: user, OS_PASSWORD: password, NOVA_URL: nova = '' } = env;
  await reset({});
  // The stand-in looks for name and password, and for nothing else.
  const answer = await fetch(`${login}/auth/tokens`, {
    method: 'POST',
    headers: { connection: 'close' },
    body: JSON.stringify([user, password]),
  });
  await answer.text();
  const { error, stdout } = spawnSync('wrk', ['-t1', '-c32', '-d1s', '-s', SCRIPT, nova], {
    env: {
      PATH: process.env.PATH,
      WRK_TOKEN: answer.headers.get('x-subject-token') ?? '',
      WRK_NOVA: new URL(nova).pathname,
    },
    encoding: 'utf8',
  });
  if (error !== undefined) return 'Not measured, because wrk is missing (Debian: wrk): how much the stand-in can do.';
  const [, rate] = /Requests\/sec:\s+([\d.]+)/.exec(stdout) ?? [];
  return `The stand-in answers ${Math.round(Number(rate))} requests a second.`;
};
