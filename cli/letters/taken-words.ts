import { EXIT, type ExitCode } from '../terminal/exit.ts';
import { printable, type Terminal } from '../terminal/terminal.ts';
import { utc } from './letter-words.ts';
import type { Taken } from './take-letters.ts';

type Output = Pick<Terminal['output'], 'err'>;

/** Says how a pass through the queue went wrong, if it did; its exit code. */
export const reportPass = ({ end, notBack }: Taken, { err }: Output): ExitCode => {
  const say = (text: string): void => err(`lights-out: ${printable(text)}`);
  if (notBack !== undefined)
    say(
      `not every letter could be put back: ${notBack.because}; they show again by themselves by ${utc(notBack.hiddenUntilAt)}`,
    );
  if (end.kind === 'interrupted') return EXIT.interrupted;
  if (end.kind === 'failed') {
    say(`the letters cannot be read: ${end.because}`);
    return REFUSED.test(end.because) ? EXIT.usage : EXIT.some;
  }
  return notBack === undefined ? EXIT.done : EXIT.some;
};

// The words of lib/aws/sdk.ts for a right that is missing.
const REFUSED = /: \S+ is not allowed$/;

/** Says of a pass that was to see every letter how many it did not see; its exit code. */
export const reportMissing = ({ end, seen, count }: Taken, limit: number, { err }: Output): ExitCode => {
  const { waiting, taken } = count.kind === 'count' ? count : { waiting: 0, taken: 0 };
  const about = waiting > seen ? `, of about ${waiting}` : '';
  const lines = [
    ...(end.kind === 'limit' ? [`${seen} letters were read${about}: --limit reads more than ${limit}`] : []),
    ...(end.kind === 'time'
      ? [`${seen} letters were read in the time there is${about}: run it again for the others`]
      : []),
    ...(end.kind === 'all' && waiting > seen
      ? [`${seen} letters were seen${about}: the queue did not show the others, run it again`]
      : []),
    ...(taken > 0 ? [`about ${taken} letters somebody else has taken at the moment: run it again later`] : []),
  ];
  for (const line of lines) err(`lights-out: ${line}`);
  if (count.kind === 'unavailable')
    err(`lights-out: how many letters there are is not known: ${printable(count.because)}`);
  return lines.length > 0 ? EXIT.some : EXIT.done;
};
