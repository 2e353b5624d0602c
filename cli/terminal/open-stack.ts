import type { Command } from 'commander';
import type { Problems } from './problems.ts';
import type { OpenStack } from './stack.ts';
import type { Terminal } from './terminal.ts';

/** The option that names the deployed stack, as typed. */
export interface StackOption {
  readonly stack?: string;
}

/** Adds `--stack` to a command that needs a deployed stack. */
export const addStackOption = (command: Command): Command =>
  command.option(
    '--stack <name>',
    'the deployed stack (default: LIGHTS_OUT_STACK); region and profile as the AWS CLI reads them',
  );

/** Opens the stack of `--stack`, or of LIGHTS_OUT_STACK; a problem in one line. */
export const openStack = async ({ stack }: StackOption, { env, aws }: Terminal): Promise<OpenStack | Problems> => {
  const name = stack ?? env.LIGHTS_OUT_STACK ?? '';
  if (name === '')
    return { kind: 'problems', problems: ['--stack: name the deployed stack, here or in LIGHTS_OUT_STACK'] };
  const opened = await (await aws()).stack(name);
  return opened.kind === 'stack' ? opened : { kind: 'problems', problems: [opened.problem] };
};
