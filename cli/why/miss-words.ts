import { ruleInWords } from '../cloud/left-out.ts';
import type { TimeLineEvent } from './event.ts';
import { askerOf } from './event-words.ts';
import type { Miss } from './misses.ts';

const AS_NOW = 'as the server is now';

const nothing = ({ verdict, because }: Miss['roll']): string =>
  `stopped nothing, ${because.startsWith(`${verdict}: `) ? because : `${verdict}: ${because}`}`;

/** Why a request led to nothing for the server. */
export const missWords = (miss: Miss): string => {
  const { roll } = miss;
  switch (miss.kind) {
    case 'left-out':
      return miss.by === 'created-later'
        ? 'left it out: the server was created after the request'
        : `left it out ${ruleInWords(miss.by)}: ${miss.because.replace(/^[\w.]+: /, '')} (${AS_NOW})`;
    case 'stopped-nothing':
      return nothing(roll);
    case 'fits-now':
      return `did not choose it then; ${AS_NOW} it would`;
    case 'not-looked-at':
      return 'chose it, and no look at it is recorded yet';
    case 'not-known':
      return roll.verdict === 'chosen' ? `did not choose it: ${miss.because}` : `${nothing(roll)}; ${miss.because}`;
  }
};

/** The line of such a request. */
export const missEvent = (miss: Miss): TimeLineEvent => {
  const { cloud, source, requestId, dryRun, requestedAt } = miss.roll;
  return {
    ...{ kind: 'not-chosen', at: requestedAt, cloud, source, requestId, dryRun },
    what: miss.kind === 'not-looked-at' ? 'asked' : 'not chosen',
    because: `${askerOf(miss.roll)} ${missWords(miss)}`,
  };
};
