import type { Command } from 'commander';
import type { Problems } from './problems.ts';
import type { OpenStack } from './stack.ts';
import type { Terminal } from './terminal.ts';

/** The option that names the deployed stack, as typed. */
export interface StackOption {
  readonly stack?: string;
}

/** Adds `--stack` to a command that reaches into a deployed stack; `what` says for what. */
export const addStackOption = (command: Command, what = 'the deployed stack'): Command =>
  command.option('--stack <name>', `${what} (default: LIGHTS_OUT_STACK); region and profile as the AWS CLI reads them`);

/** The stack of `--stack`, or of LIGHTS_OUT_STACK; empty without either. */
export const stackName = ({ stack }: StackOption, { env }: Pick<Terminal, 'env'>): string =>
  stack ?? env.LIGHTS_OUT_STACK ?? '';

/** Opens the stack of `--stack`, or of LIGHTS_OUT_STACK; a problem in one line. */
export const openStack = async (options: StackOption, terminal: Terminal): Promise<OpenStack | Problems> => {
  const name = stackName(options, terminal);
  if (name === '')
    return { kind: 'problems', problems: ['--stack: name the deployed stack, here or in LIGHTS_OUT_STACK'] };
  const opened = await (await terminal.aws()).stack(name);
  return opened.kind === 'stack' ? opened : { kind: 'problems', problems: [opened.problem] };
};
