import type { Stack } from '../stack/stack.ts';
import { startStack } from '../stack/start-stack.ts';
import { createBoard, readOutcomeLine } from './board.ts';
import { newWebhookKey } from './callers.ts';
import { readDeadLetter } from './dead-letter-text.ts';
import { laterStepLine, messageOf, reportEnd } from './ending.ts';
import type { Night, Requests, Say } from './night.ts';
import { writeNightPage } from './night-page.ts';
import { paragraph } from './report.ts';
import { type CompleteLine, completeInWords, readCompleteLine } from './request-lines.ts';
import { columnsOf, openScreen, type Screen } from './screen.ts';
import { localSecrets } from './settings.ts';
import { until } from './until.ts';

/** How long the last duplicates are waited for, once every intent has its final outcome. */
const DUPLICATES_MS = 2_000;

/**
 * Between the user's start and the second delivery of everything, so that both can be distinguished in the log.
 */
const SETTLED_MS = 1_000;

const say: Say = (line) => {
  process.stdout.write(`${line}\n`);
};

/** Runs a night; true when it ended and all promises held. With `stay`, everything stays up from then on, until this process ends. */
export const runNight = async (
  night: Night,
  template: string,
  stay: ((held: boolean) => Promise<void>) | undefined,
  signal: AbortSignal,
): Promise<boolean> => {
  const startedAt = performance.now();
  for (const line of night.intro) say(paragraph(line, columnsOf(process.stdout)));
  const board = createBoard(night.asked);
  const webhookKey = newWebhookKey();
  let screen: Screen = { say, close: () => {} };
  const completed: CompleteLine[] = [];
  let over = false;
  const faults: string[] = [];
  const failing = new AbortController();
  const stopping = AbortSignal.any([signal, failing.signal]);
  const stack = await startStack({
    template,
    functionEnvironment: localSecrets(webhookKey, night.environment),
    onFault: (line) => {
      faults.push(line);
      failing.abort();
    },
    onLine: (name, line) => {
      const outcome = readOutcomeLine(line);
      const complete = readCompleteLine(line);
      const later = over ? laterStepLine(night, line) : undefined;
      if (later !== undefined) say(later);
      else if (outcome !== undefined) board.add(outcome);
      else if (complete !== undefined) {
        completed.push(complete);
        screen.say(completeInWords(night.requestName(complete.requestId), complete));
      } else if (line.includes('"ERROR"') || line.includes('errorMessage')) screen.say(`${name}: ${line}`);
    },
  });
  try {
    screen = await openScreen(board, process.stdout);
    board.onChange((row, line) => night.rowChanged(row, line, screen.say));
    const requests = await night.ask(stack, webhookKey, screen.say);
    const ended = await watch(night, board, completed, stack, requests, stopping);
    screen.close();
    screen = { say, close: () => {} };
    const seconds = (performance.now() - startedAt) / 1000;
    const end = { rows: board.rows(), secondDeliveries: board.secondDeliveries(), seconds, completed };
    const held = await reportEnd(night, end, stack, requests, say, columnsOf(process.stdout));
    say('');
    say(await writeNightPage(night, stack));
    for (const line of faults) say(`On AWS this would fail: ${line}.`);
    if (!ended && faults.length === 0)
      say(`It did not end within ${night.longestMs / 1000} s: some servers have no outcome yet.`);
    over = true;
    if (stay !== undefined) {
      for (const { what, line } of await night.stepsToTry(stack, webhookKey)) say(`\n# ${what}\n${line}`);
      say('\nEverything stays up; each later step is a line below. Ctrl-C ends it.');
      await stay(ended && held && faults.length === 0);
    }
    return ended && held && faults.length === 0;
  } finally {
    screen.close();
    await stack.stop();
  }
};

const watch = async (
  night: Night,
  board: ReturnType<typeof createBoard>,
  completed: readonly CompleteLine[],
  stack: Stack,
  requests: Requests,
  signal: AbortSignal,
): Promise<boolean> => {
  await until(() => night.isTimeToRepeat() || board.allEnded(), night.longestMs, signal);
  await until(() => false, SETTLED_MS, signal);
  if (!signal.aborted) await requests.repeat();
  const ended = await until(() => board.allEnded(), night.longestMs, signal);
  // A request without intents has no row: it has ended when its dead letter is there, or its report.
  const reported = async (): Promise<boolean> => {
    const deadLetters = (await stack.deadLetters()).map(readDeadLetter);
    return (
      deadLetters.filter(({ serverId }) => serverId === undefined).length >= requests.unsplit &&
      requests.awaited.every((id) => completed.some(({ requestId }) => requestId === id)) &&
      messageOf(stack, requests) !== undefined
    );
  };
  const allReported = await until(reported, night.longestMs, signal);
  // Two deliveries of one intent may have met: the second comes back when the first one's lease ends, and is acknowledged then.
  const quiet = async (): Promise<boolean> => {
    const { visible, inFlight } = await stack.depth();
    return visible + inFlight === 0;
  };
  await until(quiet, DUPLICATES_MS, signal);
  return ended && allReported;
};
