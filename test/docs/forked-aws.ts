import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const PROGRAM = fileURLToPath(new URL('forked-aws.py', import.meta.url));

/** Whether Python has the AWS CLI here: a second's start of it for each line would be most of the test. */
export const hasAwsCli = (): boolean => spawnSync('python3', ['-c', 'import awscli']).status === 0;

/** The AWS CLI for a shell, with that environment. */
export interface ForkedAws {
  /** Lines of bash that make `aws` of it: its output, and its exit code. */
  readonly shell: string;
  stop(): void;
}

/** Starts it. */
export const forkedAws = async (environment: Readonly<Record<string, string>>): Promise<ForkedAws> => {
  const child = spawn('python3', [PROGRAM], {
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [port] = await once(child.stdout, 'data');
  return {
    shell: `aws() {
  local answer
  exec 9<>/dev/tcp/127.0.0.1/${String(port).trim()}
  printf '%s\\n' "$#" "$@" >&9
  answer=$(cat <&9)
  exec 9>&-
  printf '%s' "\${answer%$'\\x1e'*}"
  return "\${answer##*$'\\x1e'}"
}`,
    stop: () => child.kill(),
  };
};
