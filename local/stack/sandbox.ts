import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { type Failed, type Invocation, startRuntimeApi } from './runtime-api.ts';
import { killWithUs } from './watch.ts';

/** What a function's process is started with. */
export interface SandboxSpec {
  /** The folder of the unpacked zip. */
  readonly codeFolder: string;
  /** All of its environment but the Runtime API's address. */
  readonly environment: Readonly<Record<string, string>>;
  readonly functionArn: string;
  readonly timeoutMs: number;
  readonly onLine: (line: string) => void;
  /** Takes each request that was under way, or begun, when the function had answered. */
  readonly onLeftBehind?: (what: string) => void;
}

/**
 * One process of a function, as Lambda's execution environment: one event at a time, killed when its time is up. Between events it is
 * stopped: what the function left behind does not go on (Lambda Developer Guide, "Lambda execution environment lifecycle").
 */
export interface Sandbox {
  /** Takes the next event; false once the process is gone or was killed. */
  readonly alive: () => boolean;
  invoke(payload: string): Promise<Invocation>;
  /** Ends the process at once; an invocation under way fails. */
  kill(): void;
}

// Lambda gives a cold start ten seconds of its own, before the function's time begins.
const INIT_MS = 10_000;
const CLIENT = fileURLToPath(new URL('./runtime-client.mjs', import.meta.url));

const failed = (errorType: string, errorMessage: string): Failed => ({ kind: 'failed', errorType, errorMessage });

const eachLine = (stream: Readable, onLine: (line: string) => void): void => {
  createInterface({ input: stream, crlfDelay: Number.POSITIVE_INFINITY }).on('line', onLine);
};

interface Pending {
  readonly requestId: string;
  readonly payload: string;
  given: boolean;
  settle(invocation: Invocation): void;
}

/** Starts a process; what goes wrong with its start is what its first invocation ends in. */
export const startSandbox = async (spec: SandboxSpec): Promise<Sandbox> => {
  let alive = true;
  let asked = false;
  let initFailure: Failed | undefined;
  let pending: Pending | undefined;
  let timer: NodeJS.Timeout | undefined;

  const stopTimer = (): void => {
    clearTimeout(timer);
    timer = undefined;
  };
  const end = (invocation: Invocation): void => {
    stopTimer();
    const ended = pending;
    pending = undefined;
    ended?.settle(invocation);
  };
  const endOf = (requestId: string, invocation: Invocation): void => {
    if (pending?.requestId === requestId) end(invocation);
  };
  const giveUpAfter = (ms: number, phase: 'Task' | 'Init'): void => {
    timer = setTimeout(() => {
      const what = `${phase} timed out after ${(ms / 1000).toFixed(2)} seconds`;
      kill();
      end(failed('Sandbox.Timedout', what));
    }, ms);
  };
  const give = (): void => {
    if (!asked || pending === undefined || pending.given) return;
    asked = false;
    pending.given = true;
    stopTimer();
    giveUpAfter(spec.timeoutMs, 'Task');
    const { requestId, payload } = pending;
    child.kill('SIGCONT');
    api.give({ requestId, payload, deadlineAt: Date.now() + spec.timeoutMs, functionArn: spec.functionArn });
  };

  const api = await startRuntimeApi({
    onNext: () => {
      asked = true;
      if (pending === undefined) {
        stopTimer();
        child.kill('SIGSTOP');
      }
      give();
    },
    onAnswer: (requestId, payload) => endOf(requestId, { kind: 'answered', payload }),
    onError: endOf,
    onInitError: (failure) => {
      initFailure = failure;
    },
    onLeftBehind: (what) => spec.onLeftBehind?.(what),
  });
  // Nothing of the runner's own environment but PATH: what the template does not give, the function does not have.
  const child = spawn(process.execPath, [CLIENT], {
    cwd: spec.codeFolder,
    env: { PATH: process.env.PATH, ...spec.environment, AWS_LAMBDA_RUNTIME_API: api.address },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const watch = killWithUs(child.pid);
  eachLine(child.stdout, spec.onLine);
  eachLine(child.stderr, spec.onLine);
  const onGone = (failure: Failed): void => {
    watch.end();
    if (alive) api.stop();
    alive = false;
    end(initFailure ?? failure);
  };
  child.on('close', (code, signal) =>
    onGone(
      failed(
        'Runtime.ExitError',
        `Runtime exited with error: ${signal === null ? `exit status ${code}` : `signal: ${signal}`}`,
      ),
    ),
  );
  child.on('error', (error) => onGone(failed('Runtime.ExitError', error.message)));
  const kill = (): void => {
    alive = false;
    child.kill('SIGKILL');
    api.stop();
  };
  giveUpAfter(INIT_MS, 'Init');

  return {
    alive: () => alive,
    invoke: (payload) =>
      new Promise((settle) => {
        if (alive) {
          pending = { requestId: randomUUID(), payload, given: false, settle };
          give();
          // It answered, but has not come back for more: it is given the time of one invocation for that.
          if (timer === undefined) giveUpAfter(spec.timeoutMs, 'Task');
        } else settle(initFailure ?? failed('Runtime.ExitError', 'the process is gone'));
      }),
    kill,
  };
};
