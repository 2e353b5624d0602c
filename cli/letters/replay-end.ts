import { EXIT, type ExitCode } from '../terminal/exit.ts';
import type { StackOption } from '../terminal/open-stack.ts';
import type { Output } from '../terminal/terminal.ts';
import type { Act } from './act-on.ts';
import type { Letter } from './letter.ts';
import { letterJson } from './letter-json.ts';
import { lettersCommand } from './letter-words.ts';
import type { Naming } from './list-screen.ts';
import type { Planned } from './replay-screen.ts';

/** What of the options the end of a replay depends on. */
interface EndOptions extends StackOption {
  readonly dryRun: boolean;
  readonly json: boolean;
}

type Acts = ReadonlyMap<string, Act>;

/** The end of a replay: one line, or one object a letter. Its exit code is 0 if every letter was replayed, or would be. */
export const reportReplay = (
  plans: readonly Planned[],
  acts: Acts,
  naming: Naming,
  options: EndOptions,
  output: Output,
): ExitCode => {
  const { dryRun, json } = options;
  const left = plans.filter((plan) => !(dryRun ? plan.forecast.replays : isReplayed(plan.letter, acts)));
  const code = left.length === 0 ? EXIT.done : EXIT.some;
  if (json) {
    for (const plan of plans) output.out(JSON.stringify(planJson(plan, doneOf(plan, acts, dryRun), naming)));
    return code;
  }
  const replayed = plans.length - left.length;
  output.out(
    dryRun
      ? `${replayed} would be replayed, ${left.length} would be left`
      : `${replayed} replayed, ${left.length} left`,
  );
  const [first, ...others] = plans.filter(({ forecast: { replays } }) => !replays);
  if (first !== undefined) {
    output.out(`To remove ${others.length === 0 ? 'the one that is left' : 'one of those that are left'}:`);
    output.out(lettersCommand('drop', naming.shortId(first.letter), options));
  }
  return code;
};

// A message that was accepted is replayed, whatever became of its letter.
const isReplayed = ({ messageId }: Letter, acts: Acts): boolean => {
  const kind = acts.get(messageId)?.kind;
  return kind === 'done' || kind === 'not-removed';
};

const doneOf = ({ letter, forecast: { replays } }: Planned, acts: Acts, dryRun: boolean): string => {
  if (dryRun) return replays ? 'would-replay' : 'left';
  const kind = acts.get(letter.messageId)?.kind ?? 'left';
  return kind === 'done' ? 'replayed' : kind;
};

const planJson = ({ letter, forecast }: Planned, done: string, { names }: Naming): object => ({
  ...letterJson(letter, names),
  would: forecast.would,
  wouldBecause: forecast.because,
  done,
});
