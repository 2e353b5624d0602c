import type { Instant } from '../../instant.ts';
import { heldBy } from '../guard/guards.ts';
import type { Server } from '../server.ts';
import type { Decision, Facts, Rules } from './decision.ts';
import { ledgerTrouble } from './ledger-trouble.ts';

/** Why the rules forbid a stop of the server as it was seen; undefined when they do not. */
export const forbiddenBy = (server: Server, { guards, select }: Rules, now: Instant): string | undefined =>
  heldBy(server, guards, select?.kind === 'select' ? select.select : undefined, now);

/**
 * What the rules make of a stop that nothing else forbids; undefined when it may go on. They never end the
 * following of a stop that was sent. A selection that is not known forbids too: its server may have left it.
 */
export const judgeForbidden = (server: Server, { intent, now, rules }: Facts): Decision | undefined => {
  const because = forbiddenBy(server, rules, now);
  if (because !== undefined) return { kind: 'done', outcome: 'held', because };
  if (intent.selectDigest === undefined || rules.select?.kind === 'select') return undefined;
  if (rules.select === undefined) return { kind: 'read-select', because: 'a selection chose it: does it still match?' };
  return ledgerTrouble(`the selection that chose the server cannot be read: ${rules.select.because}`);
};
