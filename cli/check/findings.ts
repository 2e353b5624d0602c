import { formatDurationMs } from '../../lib/instant.ts';
import type { ServerCount } from '../../lib/openstack/inspector.ts';
import { MOST_OFFSET_MS } from '../../lib/power/decide/running.ts';
import type { Fault } from '../../lib/power/fault.ts';
import { isListRefusal } from '../../lib/power/observation.ts';
import type { Reply } from '../../lib/power/ports/cloud.ts';
import { type Ink, type Output, printable } from '../terminal/terminal.ts';

/** One line of a check: its subject, and the finding or the action to take. */
export interface Finding {
  readonly mark: 'good' | 'remark' | 'problem';
  readonly about: string;
  readonly text: string;
  /** What to type next, whole, so that it can be copied. */
  readonly command?: string;
}

export const good = (about: string, text: string): Finding => ({ mark: 'good', about, text });
export const remark = (about: string, text: string): Finding => ({ mark: 'remark', about, text });
export const problem = (about: string, text: string): Finding => ({ mark: 'problem', about, text });

/** Where Nova is, through which proxy if any, and the version that it is asked in; null: no microversions. */
export const computeFinding = (base: URL, version: number | null, proxy: string | undefined): Finding => {
  const where = proxy === undefined ? base.href : `${base.href}, through ${proxy}`;
  return version === null
    ? remark('compute', `${where}, without microversions: locks are not seen before a stop (docs/credentials.md)`)
    : good('compute', `${where}, microversion 2.${version}`);
};

/** The effect of the clocks' difference on stops; null: the cloud did not show its time. */
export const clockFinding = (offsetMs: number | null): Finding => {
  if (offsetMs === null)
    return remark('clock', 'no Date header in the answers; without the time of the cloud no stop is sent');
  const apart = Math.abs(offsetMs);
  // The header has whole seconds.
  if (apart <= 1_000) return good('clock', 'less than 1 s apart (the header has whole seconds)');
  const seconds = `the cloud's clock is ${(apart / 1000).toFixed(1)} s ${offsetMs > 0 ? 'ahead' : 'behind'}`;
  return apart > MOST_OFFSET_MS
    ? problem(
        'clock',
        `${seconds}; beyond ${formatDurationMs(MOST_OFFSET_MS)} no stop is sent: set this machine's clock (NTP)`,
      )
    : good('clock', seconds);
};

/** How many servers are there; a stop needs no list, so one that is refused is a remark. */
export const serversFinding = (reply: Reply<ServerCount>): Finding => {
  if (reply.kind === 'fault')
    return isRefusal(reply.fault)
      ? remark('servers', `this credential may not list servers; a stop does not need that (${reply.fault.message})`)
      : problem('servers', `cannot be listed: ${reply.fault.message}`);
  const { visible, running, more } = reply.value;
  if (visible === 0) return remark('servers', 'none visible: is it the right project and region?');
  return good('servers', `${more ? 'more than ' : ''}${visible} visible, ${running} running`);
};

/** Whether a server's action list can be read, by which a person's restart is recognised. */
export const actionsFinding = (reply: Reply<unknown>): Finding => {
  if (reply.kind === 'ok') return good('action list', 'readable: it shows when a user restarts a server');
  const { fault } = reply;
  if (isListRefusal(fault))
    return remark(
      'action list',
      `not available (${fault.message}): a restart shows by "updated" alone (docs/evidence.md)`,
    );
  // As long as its refusal is no word of Nova's, a server that changed lately is not stopped.
  return isRefusal(fault)
    ? problem('action list', `not allowed (${fault.message}): allow GET …/os-instance-actions (docs/credentials.md)`)
    : problem('action list', `cannot be read: ${fault.message}`);
};

// Access rules deny with 401, twice in a row: `credentials`.
const REFUSALS: ReadonlySet<Fault['trouble']> = new Set(['forbidden', 'credentials', 'unauthorized']);
const isRefusal = ({ kind, trouble }: Fault): boolean => kind === 'refused' && REFUSALS.has(trouble);

const MARKS = { good: ['✔', 'green'], remark: ['!', 'yellow'], problem: ['✘', 'red'] } as const satisfies Record<
  Finding['mark'],
  readonly [string, Ink]
>;

/** A finding as one object of `--json`. */
export const findingJson = ({ mark, about, text, command }: Finding): object => ({
  about,
  mark,
  text: printable(text),
  ...(command === undefined ? {} : { command }),
});

const ABOUT_CELLS = 15;
const LEAST_CELLS = 20;

/** A finding as it is shown: one line, or several under each other where the terminal is narrow. A pipe gets one. */
export const findingLines = ({ mark, about, text, command }: Finding, output: Output): readonly string[] => {
  const [sign, ink] = MARKS[mark];
  const indent = 4 + ABOUT_CELLS + 1;
  const columns = output.size()?.columns;
  const room = columns === undefined ? Number.POSITIVE_INFINITY : Math.max(columns - indent, LEAST_CELLS);
  const [first = '', ...more] = wrapWords(command === undefined ? printable(text) : `${printable(text)}:`, room);
  // A pipe gets one line a finding; on a terminal a command has a line of its own, as far to the left as it goes.
  const onPipe = columns === undefined && command !== undefined ? ` ${command}` : '';
  return [
    `  ${output.paint(ink, sign)} ${about.padEnd(ABOUT_CELLS)} ${first}${onPipe}`,
    ...more.map((line) => `${' '.repeat(indent)}${line}`),
    ...(columns === undefined || command === undefined ? [] : [`    ${command}`]),
  ];
};

// A word longer than the room, such as an address, gets its own line and stays whole, so that it can be copied.
const wrapWords = (text: string, room: number): readonly string[] => {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= room) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
};

/** The last line: how many problems and remarks there are. */
export const findingsSummary = (findings: readonly Finding[]): string => {
  const count = (mark: Finding['mark']): number => findings.filter((one) => one.mark === mark).length;
  const [problems, remarks] = [count('problem'), count('remark')];
  return [
    problems > 0 ? countInWords(problems, 'problem') : 'no problems',
    ...(remarks > 0 ? [countInWords(remarks, 'remark')] : []),
  ].join(', ');
};

const countInWords = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;
