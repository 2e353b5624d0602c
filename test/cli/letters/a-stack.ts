import type { LetterBox } from '../../../cli/terminal/stack.ts';
import { deadLetterBody } from '../../../lib/message/dead-letter-message.ts';
import type { Intent } from '../../../lib/power/intent.ts';
import type { Failure } from '../../../lib/power/outcome.ts';
import type { ServerId } from '../../../lib/power/server.ts';
import { aFailure, anIntent, aServerId } from '../../builders.ts';
import { type ATerminal, aTerminal, type TerminalChanges } from '../a-terminal.ts';
import { type AnAws, type AwsChanges, anAws } from '../an-aws.ts';
import { type ALetterBox, aLetterBox, type Queued, queued } from './a-letter-box.ts';

/** The n-th server: its id differs early, as ids of real servers do. */
export const serverOf = (n: number): ServerId => aServerId(`${String(n).padStart(8, '5')}-1e0f-4000-8000-6e6f74206f66`);

/** The n-th letter of the worker: about the n-th server. */
export const serverLetter = (
  n: number,
  failure: Partial<Failure> = {},
  intent: Partial<Intent> = {},
  changes: Partial<Queued> = {},
): Queued =>
  queued(
    n,
    deadLetterBody({
      intent: anIntent({ serverId: serverOf(n), source: 'queue', ...intent }),
      failure: aFailure(failure),
    }),
    changes,
  );

/** A terminal with the stack `prod` and its dead letters. */
export interface AStack extends AnAws {
  readonly at: ATerminal;
  readonly box: ALetterBox;
  run(...args: readonly string[]): Promise<number>;
}

/** `box` answers in place of the queue. */
export const aStack = (
  letters: readonly Queued[],
  terminal: Omit<TerminalChanges, 'aws'> = {},
  changes: Omit<AwsChanges, 'letters'> & { readonly box?: (box: ALetterBox) => Partial<LetterBox> } = {},
): AStack => {
  let now = (): number => 0;
  const box = aLetterBox({ now: () => now() }, letters);
  const { stack, ...others } = changes;
  const account = anAws({ ...others, stack: { letters: { ...box, ...changes.box?.(box) }, ...stack } });
  const at = aTerminal({ ...terminal, aws: account.aws });
  now = at.clock.now;
  return { ...account, at, box, run: (...args) => at.run('dead-letters', ...args, '--stack', 'prod') };
};
