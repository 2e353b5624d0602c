import type { TestContext } from 'vitest';

/** What a journey cannot do without; it is skipped with the reason where the cloud has none. */
export const need = <T>(context: Pick<TestContext, 'skip'>, what: T | undefined, named: string): T => {
  if (what === undefined) return context.skip(`this cloud has not ${named}`);
  return what;
};

/** Servers that run, each given out once. */
export const running = (active: readonly string[]) => {
  const left = [...active];
  return (context: Pick<TestContext, 'skip'>): string => need(context, left.shift(), 'one more running server to stop');
};
export type TakeRunning = ReturnType<typeof running>;
