import type { ServerId } from '../../lib/power/server.ts';
import { isForPerson } from '../cloud/fault-words.ts';
import { EXIT, type ExitCode } from '../terminal/exit.ts';
import { openStack, type StackOption, stackName } from '../terminal/open-stack.ts';
import { reportProblems } from '../terminal/problems.ts';
import { COMMAND, printable, type Terminal } from '../terminal/terminal.ts';
import { type CloudOption, checkCloud, planCloud } from './check-cloud.ts';
import { checkStack } from './check-stack.ts';
import { type Finding, findingJson, findingLines, findingsSummary, remark } from './findings.ts';

/** The options of `check`, as typed. */
export interface CheckOptions extends CloudOption, StackOption {
  readonly json?: boolean;
}

/**
 * `lights-out check`: looks at the cloud, and at the stack if one is named, and reports findings with what to do. Throws only bugs.
 */
export const check = async (options: CheckOptions, terminal: Terminal): Promise<ExitCode> => {
  const { output, clock } = terminal;
  const { json = false } = options;
  const withStack = stackName(options, terminal) !== '';
  const plan = await planCloud(options, terminal);
  // Whoever names a stack may have no cloud; whoever names a cloud wants it.
  if (plan.kind === 'problems' && !(withStack && options.cloud === undefined))
    return reportProblems(plan.problems, output);
  const stack = withStack ? await openStack(options, terminal) : undefined;
  if (stack?.kind === 'problems') return reportProblems(stack.problems, output);

  const findings: Finding[] = [];
  const show = (finding: Finding): void => {
    findings.push(finding);
    if (json) output.out(JSON.stringify(findingJson(finding)));
    else for (const line of findingLines(finding, output)) output.out(line);
  };
  if (stack !== undefined) await checkStack(stack, clock, show);
  if (plan.kind === 'problems') {
    show(remark('cloud', `not checked: ${plan.problems.join('; ')}`));
    if (!json) output.out(`  ${findingsSummary(findings)}`);
    return endOf(findings);
  }
  const ended = await checkCloud(plan, clock, show);
  if (!json) output.out(`  ${findingsSummary(findings)}`);
  if (ended.kind === 'fault') return isForPerson(ended.fault) ? EXIT.usage : EXIT.some;
  if (ended.example !== undefined && !json)
    // Short enough for 80 columns when it begins at the edge.
    for (const line of ['  next step, sends nothing:', nextStep(options, ended.example.id)]) output.out(line);
  return endOf(findings);
};

const nextStep = (options: CheckOptions, id: ServerId): string =>
  `${COMMAND} stop --dry-run${cloudOption(options)} ${id}`;

const endOf = (findings: readonly Finding[]): ExitCode =>
  findings.some(({ mark }) => mark === 'problem') ? EXIT.some : EXIT.done;

const cloudOption = ({ cloud }: CloudOption): string =>
  cloud === undefined ? '' : ` --cloud '${printable(cloud).replaceAll("'", "'\\''")}'`;
