import { formatInstant } from '../../lib/instant.ts';
import type { Sent } from '../../lib/power/ports/queue.ts';
import { selectInWords } from '../cloud/select-words.ts';
import { serverCount } from '../cloud/server-words.ts';
import { isRefused } from '../follow/request-state.ts';
import { watch } from '../follow/watch.ts';
import { EXIT, type ExitCode } from '../terminal/exit.ts';
import { openStack } from '../terminal/open-stack.ts';
import { reportProblems } from '../terminal/problems.ts';
import { shellWord } from '../terminal/shell-word.ts';
import { COMMAND, printable, type Terminal } from '../terminal/terminal.ts';
import { wrapped } from '../terminal/wrapped.ts';
import { type AskOptions, type AskPlan, planAsk } from './ask-plan.ts';
import { followSent } from './recorded.ts';

/** `lights-out ask`: puts a request on the stop queue of a stack; with `--wait` follows it. Throws only bugs. */
export const ask = async (args: readonly string[], options: AskOptions, terminal: Terminal): Promise<ExitCode> => {
  const { output } = terminal;
  const plan = await planAsk(args, options, terminal);
  if (plan.kind === 'problems') return reportProblems(plan.problems, output);
  const opened = await openStack(options, terminal);
  if (opened.kind === 'problems') return reportProblems(opened.problems, output);
  const what = inWords(plan);
  if (!(await isMeant(plan, options, what, terminal))) {
    output.out('Nothing was asked.');
    return EXIT.some;
  }
  const sent = await opened.requests.send(plan.body);
  if (sent.kind === 'unavailable') return sayUnknown(sent, plan, terminal);
  saySent(plan, options, `stack ${printable(opened.name)} to ${what}`, terminal);
  if (!options.wait) return EXIT.done;
  return await watch(followSent(plan, opened.records, options.cloud), options.json, terminal);
};

const inWords = ({ request: { select, atMost, serverIds, dryRun } }: AskPlan): string => {
  const servers =
    select === undefined ? serverCount(serverIds.length) : `servers by ${printable(selectInWords(select, atMost))}`;
  return `${dryRun ? 'rehearse the stop of' : 'stop'} ${servers}`;
};

const isMeant = async (
  { request }: AskPlan,
  { yes = false, dryRun }: AskOptions,
  what: string,
  { askYes, output }: Terminal,
): Promise<boolean> => {
  if (request.select === undefined || yes || dryRun) return true;
  output.out(
    wrapped(
      'The worker chooses when it takes the request; "servers" with the same options shows what they choose now.',
      output.size()?.columns,
    ),
  );
  return await askYes(`${what.replace(/^./, (first) => first.toUpperCase())}? [y/N]`);
};

const sayUnknown = (
  { because }: Extract<Sent, { readonly kind: 'unavailable' }>,
  { request }: AskPlan,
  { output }: Terminal,
): ExitCode => {
  if (isRefused({ because })) {
    output.err(`lights-out: nothing was asked: ${printable(because)}`);
    return EXIT.usage;
  }
  output.err(
    `lights-out: it is not known whether the request was taken: ${printable(because)}; run it again with --request-id ${printable(request.requestId)}`,
  );
  return EXIT.some;
};

const saySent = (
  { request: { requestId, requestedAt, dryRun } }: AskPlan,
  { json, wait, stack }: AskOptions,
  what: string,
  { output }: Terminal,
): void => {
  if (json && !wait) output.out(JSON.stringify({ requestId, requestedAt: formatInstant(requestedAt), dryRun }));
  else if (json) output.err(`request ${printable(requestId)}`);
  else {
    output.out(wrapped(`Asked ${what}`, output.size()?.columns));
    output.out(`  request  ${printable(requestId)}`);
    // One line each, to be copied.
    if (!wait) output.out(`  follow   ${COMMAND} request ${shellWord(requestId)} --watch${stackWord(stack)}`);
  }
};

const stackWord = (stack: string | undefined): string => (stack === undefined ? '' : ` --stack ${shellWord(stack)}`);
