import type { Stack } from '../stack/stack.ts';
import { startStack } from '../stack/start-stack.ts';
import { createBoard, type Row, toldBy } from './board.ts';
import { curl, freshWebhookKey, signed } from './callers.ts';
import { readLetter } from './letters.ts';
import type { Night, Requests } from './night.ts';
import { promisesKept } from './promises.ts';
import { lettersTable, outcomesTable, promisesList, reported, totals } from './report.ts';
import { openScreen, type Screen } from './screen.ts';
import { localSecrets } from './settings.ts';
import { until } from './until.ts';

/** How long the last duplicates are waited for, once every intent has its final outcome. */
const DUPLICATES_MS = 2_000;

/** Between the colleague's start and the second delivery of everything, so that both can be told apart in the log. */
const SETTLED_MS = 1_000;

const say = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

/** Runs a night; true when it ended and all promises held. With `stay`, everything stays up until `signal` aborts. */
export const runNight = async (
  night: Night,
  template: string,
  stay: boolean,
  signal: AbortSignal,
): Promise<boolean> => {
  const startedAt = performance.now();
  for (const line of night.told) say(line);
  const board = createBoard(night.asked);
  const webhookKey = freshWebhookKey();
  let screen: Screen = { say, close: () => {} };
  const stack = await startStack({
    template,
    functionEnvironment: localSecrets(webhookKey, night.environment),
    onLine: (name, line) => {
      const told = toldBy(line);
      if (told !== undefined) board.tell(told);
      else if (line.includes('"ERROR"') || line.includes('errorMessage')) screen.say(`${name}: ${line}`);
    },
  });
  try {
    screen = await openScreen(board, process.stdout);
    board.onMove((row, told) => night.moved(row, told, screen.say));
    const requests = await night.ask(stack, webhookKey, screen.say);
    const over = await watch(night, board, stack, requests, signal);
    screen.close();
    screen = { say, close: () => {} };
    const held = await tell(night, board.rows(), stack, requests);
    say(`the night took ${((performance.now() - startedAt) / 1000).toFixed(1)} s`);
    if (!over) say('it did not end: some intents have no final outcome');
    if (stay) await keepUp(night, stack, webhookKey, signal);
    return over && held;
  } finally {
    screen.close();
    await stack.stop();
  }
};

const watch = async (
  night: Night,
  board: ReturnType<typeof createBoard>,
  stack: Stack,
  requests: Requests,
  signal: AbortSignal,
): Promise<boolean> => {
  await until(() => night.repeats() || board.allEnded(), night.longestMs, signal);
  await until(() => false, SETTLED_MS, signal);
  if (!signal.aborted) await requests.repeat();
  const over = await until(() => board.allEnded(), night.longestMs, signal);
  // Two deliveries of one intent may have met: the second comes back when the first one's lease ends, and is acknowledged then.
  const quiet = async (): Promise<boolean> => {
    const { visible, inFlight } = await stack.depth();
    return visible + inFlight === 0;
  };
  await until(quiet, DUPLICATES_MS, signal);
  return over;
};

const tell = async (night: Night, rows: readonly Row[], stack: Stack, requests: Requests): Promise<boolean> => {
  const { log, stopper } = await night.record();
  const letters = (await stack.deadLetters()).map(readLetter);
  const { askings, malformed } = requests;
  const asked = rows.flatMap((row) => {
    const asking = askings.get(row.serverId);
    return asking === undefined ? [] : [{ ...row, ...asking }];
  });
  const kept = promisesKept({ log, stopper, asked, letters, malformed });
  const table = reported(asked, log, stopper);
  say(outcomesTable(table));
  if (letters.length > 0) say(lettersTable(letters));
  say(totals(table, letters.length));
  say(promisesList(kept));
  return kept.every(({ broken }) => broken.length === 0);
};

const keepUp = async (night: Night, stack: Stack, webhookKey: string, signal: AbortSignal): Promise<void> => {
  const one = night.asked.find(({ source }) => source === 'webhook') ?? night.asked[0];
  const body = JSON.stringify({ serverIds: one === undefined ? [] : [one.serverId] });
  say(`queue:   ${stack.queueUrl}`);
  say(`webhook: ${stack.httpUrl}/stop`);
  say(`a signed call, good for five minutes:\n${curl(signed(stack.httpUrl, webhookKey, body, Date.now()))}`);
  say('Ctrl-C ends it.');
  await until(() => false, Number.POSITIVE_INFINITY, signal);
};
