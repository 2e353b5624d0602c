import { printable } from './terminal.ts';

/**
 * What commander says about a command line, as one problem like all others. It quotes what was typed: a webhook key, or the value that was
 * given to an unknown option, is left out.
 */
export const usageProblem = (text: string): string =>
  printable(text)
    .trim()
    .replace(/^error: /, '')
    .replace(/whsec_[^\s',]*/g, 'whsec_…')
    .replace(/^(unknown option '[^=']+)=.*?'(?= \(Did|$)/, "$1'");
