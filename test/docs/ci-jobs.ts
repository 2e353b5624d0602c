import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import * as v from 'valibot';
import { expect } from 'vitest';
import { parse } from 'yaml';
import { recipe, SERVER } from './recipe-page.ts';
import { type Sending, second } from './sending.ts';

const QUEUE_URL = 'https://sqs.eu-central-1.amazonaws.com/111122223333/lights-out-prod-stop';

/** Runs a job's script with an `aws` that keeps the message, and with a `gh` that knows one run. */
const runJob = async (shell: string, script: string, env: Readonly<Record<string, string>>): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), 'lights-out-job-'));
  const sent = join(folder, 'sent');
  const command = (name: string, asked: string, then: string) =>
    writeFile(join(folder, name), `#!/bin/sh\n[ "${asked}" ] || exit 9\n${then}\n`, { mode: 0o755 });
  try {
    await command(
      'aws',
      `$1 $2 $3 $4 $5" = "sqs send-message --queue-url ${QUEUE_URL} --message-body`,
      `printf %s "$6" > ${sent}`,
    );
    await command('gh', '$*" = "api repos/us/fleet/actions/runs/42 --jq .created_at', 'echo "$CREATED_AT"');
    await writeFile(join(folder, 'job'), script);
    const token = join(folder, 'token');
    const PATH = `${folder}:${process.env.PATH ?? ''}`;
    await promisify(execFile)(shell, ['-e', join(folder, 'job')], {
      env: { ...env, PATH, AWS_TOKEN: 'a-token', AWS_WEB_IDENTITY_TOKEN_FILE: token },
    });
    return await readFile(sent, 'utf8');
  } finally {
    await rm(folder, { recursive: true });
  }
};

const step = v.object({ run: v.string(), env: v.record(v.string(), v.string()) });
const workflow = v.object({ jobs: v.object({ stop: v.object({ steps: v.tuple([v.unknown(), step]) }) }) });

/** The message of the page's GitHub workflow, `delivery - 1` of its runs being started again. */
export const gitHub = ({ at, delivery }: Sending): Promise<string> => {
  const { run, env } = v.parse(workflow, parse(recipe('GitHub'))).jobs.stop.steps[1];
  const contexts: Readonly<Record<string, string>> = {
    'inputs.server': SERVER,
    'vars.STOP_QUEUE_URL': QUEUE_URL,
    'github.token': 'a-token',
  };
  const given = Object.entries(env).map(([name, value]) => [
    name,
    value.replace(/^\$\{\{ (.*) \}\}$/, (_, context) => contexts[context] ?? expect.fail(`what is ${context}?`)),
  ]);
  return runJob('bash', run, {
    ...Object.fromEntries(given),
    CREATED_AT: second(at),
    ...{ GITHUB_REPOSITORY: 'us/fleet', GITHUB_RUN_ID: '42', GITHUB_RUN_ATTEMPT: String(delivery) },
  });
};

const pipeline = v.object({ stop: v.object({ script: v.array(v.string()) }) });

/** The message of the page's GitLab job, `delivery - 1` of its tries having failed. */
export const gitLab = ({ at, delivery }: Sending): Promise<string> =>
  runJob('sh', v.parse(pipeline, parse(recipe('GitLab'))).stop.script.join('\n'), {
    ...{ SERVER, QUEUE_URL, CI_PIPELINE_ID: '4711', CI_JOB_ID: String(delivery) },
    CI_PIPELINE_CREATED_AT: second(at),
  });
