import { type RunLedger, runLedger } from '../../lib/ledger/run-ledger.ts';
import type { Select } from '../../lib/power/choose/select.ts';
import type { Failure } from '../../lib/power/outcome.ts';
import type { DeadLetters } from '../../lib/power/ports/queue.ts';
import type { Selects } from '../../lib/power/ports/rolls.ts';
import type { ServerId } from '../../lib/power/server.ts';

/** What a run remembers as long as it lives, in place of a stack's table and queue. */
export interface RunMemory {
  readonly ledger: RunLedger;
  readonly selects: Selects;
  readonly deadLetters: DeadLetters;
  /** Why a server was given up, for the line that reports it: no queue is here to replay a dead letter from. */
  readonly failures: ReadonlyMap<ServerId, Failure>;
}

/** The memory of a run. `select` is what chose its servers, if nobody named them: it is judged again before each stop. */
export const runMemory = (select: Select | undefined): RunMemory => {
  const failures = new Map<ServerId, Failure>();
  return {
    ledger: runLedger(),
    selects: { selectOf: async () => (select === undefined ? { kind: 'absent' } : { kind: 'select', select }) },
    deadLetters: {
      send: async (letter) => {
        if ('intent' in letter) failures.set(letter.intent.serverId, letter.failure);
        return { kind: 'sent' };
      },
    },
    failures,
  };
};
