import type { Aws } from '../../cli/stack.ts';
import { memoryLedger } from '../../lib/ledger/table-ledger.ts';
import type { FreezeBook } from '../../lib/power/ports/freezes.ts';

/** An account with the stack `prod`, and its freezes. */
export interface AnAws {
  readonly aws: Aws;
  readonly freezes: FreezeBook;
}

export const anAws = (changes: Partial<FreezeBook> = {}): AnAws => {
  const { freezeOf, readFreeze, putFreeze } = memoryLedger();
  const freezes = { freezeOf, readFreeze, putFreeze, ...changes };
  return {
    freezes,
    aws: {
      stack: async (name) =>
        name === 'prod'
          ? { kind: 'stack', freezes }
          : {
              kind: 'problem',
              problem: `--stack: stack ${name} in eu-central-1 cannot be read: there is no stack of that name`,
            },
      caller: async () => 'arn:aws:iam::123456789012:user/kim',
    },
  };
};
