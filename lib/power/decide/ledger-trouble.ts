import type { Wait } from './decision.ts';

/** No send without the ledger's word: look again, and say what could not be read or written. */
export const ledgerTrouble = (message: string): Wait => ({
  kind: 'wait',
  because: message,
  fault: { kind: 'transient', trouble: 'ledger', message },
});
