import type { Aws, Health, LetterBox, OpenStack, TakenLetter } from '../../cli/terminal/stack.ts';
import { memoryLedger, type TableLedger } from '../../lib/ledger/table-ledger.ts';
import type { FreezeBook } from '../../lib/power/ports/freezes.ts';

/** An account with the stack `prod`: its table, its dead letters, and what was sent to its stop queue. */
export interface AnAws {
  readonly aws: Aws;
  readonly ledger: TableLedger;
  readonly freezes: FreezeBook;
  /** The letters that are still there. */
  readonly letters: TakenLetter[];
  /** The bodies that were sent to the stop queue. */
  readonly sent: string[];
}

/** What of a stack a test changes. */
export interface AwsChanges {
  readonly freezes?: Partial<FreezeBook>;
  readonly letters?: readonly TakenLetter[];
  readonly stack?: Partial<OpenStack>;
  readonly health?: Partial<Health>;
}

/** A stack that does well and has nothing to do. */
export const HEALTHY: Health = {
  status: 'UPDATE_COMPLETE',
  eventSources: async () => ({ kind: 'states', states: ['Enabled'] }),
  stopQueue: async () => ({ kind: 'counts', waiting: 0, inFlight: 0 }),
  deadLetters: async () => ({ kind: 'counts', waiting: 0, inFlight: 0 }),
  alarms: async () => ({ kind: 'alarms', count: 13, withoutData: 0, ringing: [] }),
};

export const anAws = (changes: AwsChanges = {}): AnAws => {
  const ledger = memoryLedger();
  const { freezeOf, freezesAt, readFreeze, putFreeze } = ledger;
  const freezes = { freezeOf, freezesAt, readFreeze, putFreeze, ...changes.freezes };
  const letters = [...(changes.letters ?? [])];
  const sent: string[] = [];
  const stack: OpenStack = {
    ...{ kind: 'stack', name: 'prod', region: 'eu-central-1', outputs: {} },
    ...{ freezes, records: ledger, letters: aLetterBox(letters), health: { ...HEALTHY, ...changes.health } },
    requests: {
      send: async (body) => {
        sent.push(body);
        return { kind: 'sent' };
      },
    },
    ...changes.stack,
  };
  return {
    ...{ ledger, freezes, letters, sent },
    aws: {
      stack: async (name) =>
        name === 'prod'
          ? stack
          : {
              kind: 'problem',
              problem: `--stack: stack ${name} in eu-central-1 cannot be read: there is no stack of that name`,
            },
      caller: async () => 'arn:aws:iam::123456789012:user/kim',
    },
  };
};

/** A dead-letter queue over a list: a letter that was taken is hidden until it is put back. */
const aLetterBox = (letters: TakenLetter[]): LetterBox => {
  const hidden = new Set<string>();
  return {
    take: async () => {
      const taken = letters.filter(({ receiptHandle }) => !hidden.has(receiptHandle)).slice(0, 10);
      for (const { receiptHandle } of taken) hidden.add(receiptHandle);
      return { kind: 'letters', letters: taken };
    },
    putBack: async (back) => {
      for (const { receiptHandle } of back) hidden.delete(receiptHandle);
      return { kind: 'sent' };
    },
    remove: async ({ receiptHandle }) => {
      const place = letters.findIndex((letter) => letter.receiptHandle === receiptHandle);
      if (place >= 0) letters.splice(place, 1);
      return { kind: 'sent' };
    },
    count: async () => ({ kind: 'count', waiting: letters.length - hidden.size, taken: hidden.size }),
  };
};
