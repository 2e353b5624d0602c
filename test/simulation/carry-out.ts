import { createHash } from 'node:crypto';
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { check } from './check/check.ts';
import { type Command, Misuse } from './command.ts';
import { runCrashPoints } from './crash/crash-points.ts';
import { drawPlan } from './draw/plan.ts';
import type { Recorded } from './engine/record.ts';
import { fixtureText, readFixture } from './fixture.ts';
import { runOrders } from './orders/orders.ts';
import type { Plan } from './plan.ts';
import { tryPlants } from './plants/try-plants.ts';
import { runScenario } from './run-scenario.ts';
import { calm, freshTally, neverHappened, runSeed, type Tally } from './run-seeds.ts';
import { shrink, sizeOf } from './shrink.ts';
import { storyOf } from './story.ts';

type Say = (line: string) => void;

/** Does what the command says; the exit code is 0 when every promise was kept. */
export const carryOut = async (command: Command, say: Say): Promise<number> => {
  if (command.plants) return await tryPlants(command, say);
  if (command.crashPoints) return await runCrashPoints(command.pairs, say);
  if (command.orders) return await runOrders(command.changes, command.faults, say);
  if (command.fixture !== undefined) return await runOne(planOf(command.fixture), command, say);
  if (command.seed !== undefined) {
    const plan = drawPlan(command.seed);
    return await runOne(command.calm ? calm(plan) : plan, command, say);
  }
  return await runMany(command, say);
};

const planOf = (path: string): Plan => {
  const read = readFixture(readText('--fixture', path));
  if ('problem' in read) throw new Misuse(`--fixture ${path}: ${read.problem}`);
  return read.fixture.plan;
};

const readText = (option: string, path: string): string => {
  if (!existsSync(path)) throw new Misuse(`${option}: no file ${path}`);
  // A folder has no text, and a device may have one without end.
  const file = statSync(path);
  if (!file.isFile() && !file.isFIFO()) throw new Misuse(`${option} ${path}: not a file`);
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    throw new Misuse(`${option} ${path}: cannot be read (${codeOf(cause)})`);
  }
};

const codeOf = (cause: unknown): string => (cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown');

const runOne = async (plan: Plan, command: Command, say: Say): Promise<number> => {
  const first = await runScenario(plan);
  const { violations } = check(first);
  const broken = violations[0];
  const told = command.shrink && broken !== undefined ? await shrink(plan, broken.invariant) : plan;
  const ran = told === plan ? first : await runScenario(told);
  if (command.trace) for (const line of storyOf(ran.history)) say(line);
  if (command.hash) say(hashOf(ran.history));
  for (const { invariant, says } of check(ran).violations) say(`BROKEN ${invariant}: ${says}`);
  if (told !== plan && broken !== undefined) {
    say(`${sizeOf(told)} events are enough for ${broken.invariant}`);
    if (command.keep) {
      const path = fileURLToPath(new URL(`fixtures/seed-${plan.seed}.json`, import.meta.url));
      const { invariant: breaks, says: about } = broken;
      const { plant } = command;
      writeFileSync(path, fixtureText({ about, breaks, ...(plant === undefined ? {} : { plant }), plan: told }));
      say(`kept as ${path}`);
    }
  }
  if (broken === undefined) say(`seed ${plan.seed}: every promise kept, ${ran.history.length} happenings`);
  return broken === undefined ? 0 : 1;
};

/** The history as one number: the same seed gives the same one, on any machine. */
export const hashOf = (history: readonly unknown[]): string =>
  createHash('sha256').update(JSON.stringify(history)).digest('hex');

// The format of a report; a change of what a tally counts raises it.
const REPORT_FORMAT = 2;
const REPORT_EVERY = 5_000;

const readReport = (path: string): unknown => {
  const text = readText('--report', path);
  try {
    return JSON.parse(text);
  } catch {
    throw new Misuse(`--report ${path}: not JSON`);
  }
};

const resumed = (path: string, from: number): Tally => {
  if (!existsSync(path)) return freshTally(from);
  const value = readReport(path);
  if (
    typeof value !== 'object' ||
    value === null ||
    !('format' in value) ||
    value.format !== REPORT_FORMAT ||
    !('tally' in value)
  )
    throw new Misuse(`--report ${path}: not a report of format ${REPORT_FORMAT}`);
  const tally = value.tally as Tally;
  if (tally.from !== from) throw new Misuse(`--report ${path}: it began at seed ${tally.from}, not ${from}`);
  return tally;
};

const runMany = async (command: Command, say: Say): Promise<number> => {
  const { report, from, seeds } = command;
  const tally = report === undefined ? freshTally(from) : resumed(report, from);
  const end = from + seeds;
  const started = process.cpuUsage();
  const first = tally.next;
  const histories = createHash('sha256');
  const read = command.hash ? (history: readonly Recorded[]) => histories.update(JSON.stringify(history)) : undefined;
  const save = (): void => {
    if (report !== undefined) writeFileSync(report, JSON.stringify({ format: REPORT_FORMAT, tally }));
  };
  // What cannot be written is better known now than after hours.
  try {
    save();
  } catch (cause) {
    throw new Misuse(`--report ${report}: cannot be written (${codeOf(cause)})`);
  }
  for (let seed = tally.next; seed < end; seed += 1) {
    const violations = await runSeed(seed, tally, command.calm ? calm : undefined, read);
    for (const { invariant, says } of violations) say(`seed ${seed}: BROKEN ${invariant}: ${says}`);
    if (violations.length > 0 && tally.broken.length === 1) say(`look at it: ${again(seed, command)}`);
    if (violations.length > 0 && command.untilBroken) return 1;
    if ((seed + 1 - from) % REPORT_EVERY === 0) {
      save();
      progress(seed + 1 - from, seeds);
    }
  }
  progress(seeds, seeds);
  save();
  if (command.hash) say(`histories ${histories.digest('hex')}`);
  const { user, system } = process.cpuUsage(started);
  return summary(tally, (tally.next - first) / ((user + system) / 1e6), seeds >= REQUIRED_SEEDS && !command.calm, say);
};

const again = (seed: number, { plant, calm }: Command): string =>
  `npm run simulate -- --seed ${seed}${plant === undefined ? '' : ` --plant ${plant}`}${calm ? ' --calm' : ''} --shrink --trace`;

/** From here on everything that has to happen sometimes must have happened. */
const REQUIRED_SEEDS = 20_000;
const BAR = 40;

const progress = (done: number, all: number): void => {
  if (!process.stderr.isTTY) return;
  const filled = Math.round((done / all) * BAR);
  process.stderr.write(
    `\r[${'#'.repeat(filled)}${'.'.repeat(BAR - filled)}] ${done} of ${all}${done === all ? '\n' : ''}`,
  );
};

const summary = (tally: Tally, rate: number, whole: boolean, say: Say): number => {
  const never = whole ? neverHappened(tally) : [];
  const per10k = tally.accepted === 0 ? 0 : (tally.f615 / tally.accepted) * 10_000;
  say(`${tally.next - tally.from} seeds from ${tally.from}: ${tally.broken.length} broken`);
  say(
    `${Math.round(tally.simulatedHours)} simulated hours, ${tally.happenings} happenings, ${Math.round(rate)} seeds a second of processor time`,
  );
  say(`${tally.intents} intents, ${tally.buried} dead-lettered; ${tally.sends} stops sent, ${tally.accepted} accepted`);
  say(
    `late stops inside Nova's gap: F615 ${tally.f615} (${per10k.toFixed(2)} per 10,000 accepted), ${tally.outlived} of them stops that outlived their client; hidden by a replica that lags (F611) ${tally.f611}`,
  );
  if (never.length > 0) say(`never happened: ${never.join('; ')}`);
  if (tally.sends === 0) say('nothing was sent: this proves nothing');
  if (tally.buried * 2 > tally.intents) say('more than half was dead-lettered: this proves little');
  const hollow = never.length > 0 || tally.sends === 0 || tally.buried * 2 > tally.intents;
  return tally.broken.length > 0 || hollow ? 1 : 0;
};
