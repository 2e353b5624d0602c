import { EXIT, type ExitCode } from '../terminal/exit.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { actOn } from './act-on.ts';
import { reportActs, worse } from './act-words.ts';
import { type GatherOptions, gather, interruptible } from './gather.ts';
import { letterJson } from './letter-json.ts';
import { letterCount, narrowTable, wideTable } from './list-screen.ts';
import { pick } from './pick.ts';
import { reportPass } from './taken-words.ts';

/** The options of `dead-letters drop`, as typed. */
export interface DropOptions extends GatherOptions {
  readonly yes: boolean;
}

/** `lights-out dead-letters drop`: shows the letters that were named, asks once, and removes them for good. Throws only bugs. */
export const drop = async (ids: readonly string[], options: DropOptions, terminal: Terminal): Promise<ExitCode> => {
  const { output, clock } = terminal;
  const found = await gather(options, problemsOf(options, terminal), terminal);
  if (found.kind === 'ended') return found.code;
  const letters = pick(found, ids, terminal);
  if ('kind' in letters) return letters.code;
  if (!options.json) {
    const lines = output.size() === undefined ? [wideTable(letters, found)] : narrowTable(letters, found, output);
    for (const line of lines) output.out(line);
  }
  if (!options.yes && !(await terminal.askYes(`Remove ${letterCount(letters.length)} for good? [y/N]`))) {
    output.out('Nothing was removed.');
    return EXIT.some;
  }
  const box = found.stack.letters;
  const interrupt = interruptible(terminal);
  const { acts, taken } = await actOn(
    letters.map(({ messageId }) => messageId),
    async (letter) => {
      const removed = await box.remove(letter);
      return removed.kind === 'sent' ? { kind: 'done' } : { kind: 'not-removed', because: removed.because };
    },
    { box, clock, isInterrupted: interrupt.isInterrupted },
  ).finally(interrupt.end);
  const code = worse(reportPass(taken, output), reportActs(letters, acts, found, output));
  if (options.json)
    for (const letter of letters) {
      const kind = acts.get(letter.messageId)?.kind;
      output.out(JSON.stringify({ ...letterJson(letter, found.names), done: kind === 'done' ? 'dropped' : kind }));
    }
  else output.out(`${[...acts.values()].filter(({ kind }) => kind === 'done').length} removed of ${letters.length}`);
  return code;
};

const problemsOf = ({ yes, json }: DropOptions, { canAsk }: Terminal): readonly string[] =>
  yes || (canAsk && !json)
    ? []
    : [`--yes: required to drop ${json ? 'with --json' : 'where there is no terminal to ask at'}`];
