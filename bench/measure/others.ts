import { readFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { CLEAN_CORES, countClean, type Run } from './median.ts';

// Linux counts processor time in hundredths of a second (proc_stat(5), USER_HZ).
const TICKS = 100;
const LOOK_MS = 250;
const QUIET = 0.15;

interface Ticks {
  readonly busy: number;
  readonly idle: number;
}

const ticksNow = (): Ticks => {
  const [line = ''] = readFileSync('/proc/stat', 'utf8').split('\n');
  const [user = 0, nice = 0, system = 0, idle = 0, iowait = 0, irq = 0, softirq = 0, steal = 0] = line
    .split(/\s+/)
    .slice(1)
    .map(Number);
  return { busy: user + nice + system + irq + softirq + steal, idle: idle + iowait };
};

const secondsOf = (pid: number): number => {
  const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const [user = 0, system = 0] = text
    .slice(text.lastIndexOf(')') + 2)
    .split(' ')
    .slice(11, 13)
    .map(Number);
  return (user + system) / TICKS;
};

/** Waits until the machine is less than 15 % busy, or so many seconds are over. */
export const waitForQuiet = async (seconds: number): Promise<void> => {
  const end = performance.now() + seconds * 1000;
  while (performance.now() < end) {
    const before = ticksNow();
    await sleep(LOOK_MS);
    const after = ticksNow();
    const busy = after.busy - before.busy;
    if (busy / Math.max(1, busy + after.idle - before.idle) < QUIET) return;
  }
};

/**
 * Starts to watch. The function that it returns takes the seconds of processor time that the run used, and gives the
 * cores that others used meanwhile: all but the run, the stand-in and this process.
 */
export const watchOthers = (standIn: number): ((ownSeconds: number) => number) => {
  const since = performance.now();
  const [ticks, standInSeconds, self] = [ticksNow().busy, secondsOf(standIn), process.cpuUsage()];
  return (ownSeconds) => {
    const { user, system } = process.cpuUsage(self);
    const busy = (ticksNow().busy - ticks) / TICKS;
    const known = ownSeconds + secondsOf(standIn) - standInSeconds + (user + system) / 1e6;
    return Math.max(0, (busy - known) / ((performance.now() - since) / 1000));
  };
};

/** The line above a table: the load before, and how many runs others disturbed. */
export const neighbours = (loadBefore: number, runs: readonly Run[]): string => {
  const disturbed = runs.length - countClean(runs);
  const said = `Load before: ${loadBefore.toFixed(1)}. Others used ${CLEAN_CORES} cores or more during ${disturbed} of ${runs.length} runs`;
  return disturbed === 0
    ? `${said}.`
    : `**The machine was busy.** ${said}; these are left out where three others of a candidate are there.`;
};

/** The load of the last minute. */
export const loadNow = (): number => loadavg()[0] ?? Number.NaN;
