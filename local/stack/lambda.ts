import type { Invocation } from './runtime-api.ts';
import { type Sandbox, type SandboxSpec, startSandbox } from './sandbox.ts';

/** A function of the template, running here. */
export interface Lambda {
  /** Hands one event to a free process, or a new one; `throttled` when all that may run are busy. */
  invoke(event: unknown): Promise<Invocation>;
  /** Ends every process at once. Needs no waiting, so that it can be called while this process exits. */
  kill(): void;
}

/** Runs a function in up to `concurrency` processes, kept for the next event as Lambda keeps them. */
export const createLambda = (spec: SandboxSpec, concurrency: number): Lambda => {
  const idle: Sandbox[] = [];
  const all = new Set<Sandbox>();
  let busy = 0;
  let ended = false;

  const free = async (): Promise<Sandbox> => {
    for (let kept = idle.pop(); kept !== undefined; kept = idle.pop()) {
      if (kept.alive()) return kept;
      all.delete(kept);
    }
    const fresh = await startSandbox(spec);
    all.add(fresh);
    return fresh;
  };
  const invokeIn = async (event: unknown): Promise<Invocation> => {
    const sandbox = await free();
    if (ended) sandbox.kill();
    const invocation = await sandbox.invoke(JSON.stringify(event));
    if (sandbox.alive()) idle.push(sandbox);
    else all.delete(sandbox);
    return invocation;
  };
  const logFailure = (invocation: Invocation): void => {
    if (invocation.kind === 'answered' || ended) return;
    const { kind: status, ...record } = invocation;
    // One line in the form of Lambda's own platform events, so that what the function could not say is said.
    spec.onLine(JSON.stringify({ type: 'platform.report', record: { status, ...record } }));
  };

  return {
    invoke: async (event) => {
      if (busy >= concurrency) return { kind: 'throttled' };
      busy += 1;
      try {
        const invocation = await invokeIn(event);
        logFailure(invocation);
        return invocation;
      } finally {
        busy -= 1;
      }
    },
    kill: () => {
      ended = true;
      for (const sandbox of all) sandbox.kill();
    },
  };
};
