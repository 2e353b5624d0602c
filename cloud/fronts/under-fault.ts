import type { Answer } from '../answer.ts';
import type { CloudClock } from '../cloud-clock.ts';
import type { CloudFault } from './faults.ts';

/** `drop`: the connection ends without an answer. */
export type Reaction = Answer | 'drop';

/** A pause on the cloud's own clock. */
export const pause = (clock: CloudClock, ms: number): Promise<void> =>
  new Promise((resolve) => {
    clock.after(ms, resolve);
  });

/** Lets `act` answer, with the fault before, after or instead of it. `behindMs`: how far a read is to lag. */
export const underFault = async (
  fault: CloudFault | undefined,
  clock: CloudClock,
  act: (behindMs: number) => Promise<Answer>,
): Promise<Reaction> => {
  switch (fault?.kind) {
    case undefined:
      return act(0);
    case 'stale':
      return act(fault.behindMs);
    case 'drop':
      if (fault.when === 'after') await act(0);
      return 'drop';
    case 'answer':
      if (fault.when === 'after') await act(0);
      return { status: fault.status, headers: fault.headers, body: fault.body };
    case 'delay': {
      if (fault.when !== 'after') await pause(clock, fault.ms);
      const answer = await act(0);
      if (fault.when === 'after') await pause(clock, fault.ms);
      return answer;
    }
  }
};
