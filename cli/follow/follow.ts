import type { Clock } from '../../lib/clock.ts';
import type { Instant } from '../../lib/instant.ts';
import type { Unavailable } from '../../lib/power/ports/ledger.ts';
import { DEFAULT_TIMING } from '../../lib/power/timing.ts';
import { longestEnd } from '../../lib/roll/roll-call.ts';
import { isOpen, isRefused, type Looked, type RequestState } from './request-state.ts';

/** Who shows a request while it is followed. */
export interface Watcher {
  /** A look that came to something. */
  seen(state: RequestState): void;
  /** The request is not recorded yet. */
  awaited(): void;
  /** A look failed; the next one is made all the same. */
  trouble(because: string): void;
  /** Leaves the screen to what comes next. */
  close(): void;
}

/** How the following ended, and the last state that was seen. */
export interface Followed {
  /** `late`: what is open past the longest end has no more to come; `refused`: a right is missing. */
  readonly kind: 'ended' | 'late' | 'interrupted' | 'refused';
  readonly state?: RequestState;
  readonly because?: string;
}

/** What is followed, and until when at the latest while the request is not there. */
export interface Following {
  /** Servers that had ended `before` need no look. */
  look(before: RequestState | undefined): Promise<Looked>;
  readonly untilAt: Instant;
}

const FIRST_MS = 2_000;
const LONGEST_MS = 20_000;
const GROWTH = 1.5;

// By the default times of a stack: when nothing more can come of the servers that are open.
const lastEnd = ({ asked, servers }: RequestState): Instant =>
  longestEnd({ notAfter: Math.max(asked.whole.notAfter, ...servers.map(({ notAfter }) => notAfter)) }, DEFAULT_TIMING);

const digest = ({ servers }: RequestState): string =>
  servers.map(({ outcome, because }) => `${outcome} ${because}`).join('\n');

/**
 * Looks at a request until all of its servers have ended or no more can come, every 2 to 20 s: less and less often while nothing
 * changes. A look that fails is repeated, unless a right is missing.
 */
export const follow = async (
  { look, untilAt }: Following,
  watcher: Watcher,
  clock: Pick<Clock, 'now' | 'sleep'>,
  interrupted: Promise<void>,
): Promise<Followed> => {
  const left = interrupted.then(() => 'interrupted' as const);
  let state: RequestState | undefined;
  let delayMs = FIRST_MS;
  const end = (kind: Followed['kind'], rest: Partial<Unavailable> = {}): Followed => ({
    kind,
    ...(state === undefined ? {} : { state }),
    ...(rest.because === undefined ? {} : { because: rest.because }),
  });
  for (;;) {
    const looked = await Promise.race([look(state), left]);
    if (looked === 'interrupted') return end('interrupted');
    delayMs = Math.min(delayMs * GROWTH, LONGEST_MS);
    if (looked.kind === 'unavailable') {
      if (isRefused(looked)) return end('refused', looked);
      watcher.trouble(looked.because);
    } else if (looked.kind === 'absent') watcher.awaited();
    else {
      if (state === undefined || digest(looked) !== digest(state)) delayMs = FIRST_MS;
      state = looked;
      watcher.seen(looked);
      if (!isOpen(looked)) return end('ended');
    }
    if (clock.now() >= (state === undefined ? untilAt : lastEnd(state))) return end('late');
    if ((await Promise.race([clock.sleep(delayMs), left])) === 'interrupted') return end('interrupted');
  }
};
