import { formatInstant } from '../../instant.ts';
import type { Wait } from '../decide/decision.ts';
import { ledgerTrouble } from '../decide/ledger-trouble.ts';
import type { Intent } from '../intent.ts';
import type { Freeze } from '../ports/freezes.ts';
import type { Ports } from './ports.ts';

// A fault's message is one line of at most 300 characters; who and why are people's own words.
const MOST_CHARACTERS = 300;

const inWords = ({ untilAt, by, why }: Freeze): string =>
  `frozen until ${formatInstant(untilAt)} by ${by}: ${why}`.replaceAll(/\s+/g, ' ').slice(0, MOST_CHARACTERS);

/**
 * Why no stop may leave for this intent's cloud right now: a freeze, or freezes that cannot be read. Undefined
 * when nothing is frozen. Read right before a POST, so that a freeze bites at once.
 */
export const waitWhileFrozen = async (
  { cloud }: Intent,
  { freezes, clock }: Pick<Ports, 'freezes' | 'clock'>,
): Promise<Wait | undefined> => {
  const found = await freezes.freezeOf(cloud, clock.now());
  if (found.kind === 'unavailable') return ledgerTrouble(`the freezes cannot be read: ${found.because}`);
  if (found.freeze === undefined) return undefined;
  const message = inWords(found.freeze);
  return { kind: 'wait', because: message, fault: { kind: 'transient', trouble: 'frozen', message } };
};
