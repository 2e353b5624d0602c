import { until } from '../../local/night/until.ts';

/** The longest that one journey may take to its outcome, in milliseconds. */
export const LONGEST_MS = 150_000;
const never = new AbortController().signal;

/** Waits for what can be observed; throws with `what` when it does not come about. */
export const eventually = async (what: string, isSo: () => boolean | Promise<boolean>): Promise<void> => {
  if (!(await until(isSo, LONGEST_MS, never))) throw new Error(`it did not come about: ${what}`);
};
