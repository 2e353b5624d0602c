import { formatInstant, type Instant } from '../../lib/instant.ts';
import { quoted } from '../../lib/message/json.ts';
import type { ConfiguredClouds } from '../../lib/openstack/open-clouds.ts';
import { nameThrown } from '../../lib/telemetry/thrown.ts';
import { readSince } from '../follow/since.ts';
import { EXIT, type ExitCode } from '../terminal/exit.ts';
import { openStack, type StackOption } from '../terminal/open-stack.ts';
import { reportProblems } from '../terminal/problems.ts';
import { printable, type Terminal } from '../terminal/terminal.ts';
import { jsonLines } from './json-lines.ts';
import type { Night } from './night/night.ts';
import { pageOf } from './page/page.ts';
import type { AuthHost } from './rates/charged.ts';
import { type ReadRates, readRates } from './rates/read-rates.ts';
import { savingsOf } from './rates/savings.ts';
import { KEPT_DAYS, type Wanted } from './read/find-rolls.ts';
import { readNight } from './read/read-night.ts';

/** The options of `report`, as typed. */
export interface ReportOptions extends StackOption {
  readonly since?: string;
  readonly request?: string;
  readonly rates?: string;
  readonly out?: string;
  readonly force?: boolean;
  readonly json?: boolean;
}

/** `lights-out report`: one page, or one object a line, about what was asked for; changes nothing else. Throws only bugs. */
export const report = async (options: ReportOptions, terminal: Terminal): Promise<ExitCode> => {
  const { output, clock } = terminal;
  const now = clock.now();
  const wanted = wantedOf(options, now);
  const rates = await givenRates(options.rates, terminal);
  const problems = [
    ...('problem' in wanted ? [wanted.problem] : []),
    ...(options.json && options.out !== undefined ? ['--json: prints no page, so it takes no --out'] : []),
    ...(rates?.kind === 'problems' ? rates.problems : []),
  ];
  if ('problem' in wanted || rates?.kind === 'problems' || problems.length > 0) return reportProblems(problems, output);
  const stack = await openStack(options, terminal);
  if (stack.kind === 'problems') return reportProblems(stack.problems, output);
  // Nothing is sent here, so an admin's token does no harm.
  const clouds = terminal.clouds(true);
  const read = await readNight(wanted, aboutOf(options), { records: stack.records, clouds, clock });
  if (read.kind === 'unavailable') {
    output.err(`lights-out: the table cannot be read: ${printable(read.because)}`);
    return /is not allowed$/.test(read.because) ? EXIT.usage : EXIT.some;
  }
  if (read.kind === 'several') {
    const { requestIds } = read;
    const shown = requestIds.slice(0, MOST_SHOWN).join(', ');
    return reportProblems(
      [`--request: fits ${requestIds.length} requests: ${printable(shown)}; type more of one`],
      output,
    );
  }
  const { night } = read;
  if (wanted.kind === 'request' && night.requests.length === 0) {
    const kept = `records are kept for ${KEPT_DAYS} days`;
    output.err(`lights-out: stack ${printable(stack.name)} has no request ${quoted(wanted.requestId)}; ${kept}`);
    return EXIT.some;
  }
  const savings = rates && savingsOf(night, rates.rates, await authHosts(night, clouds));
  const missing = [...night.unread.map((line) => `not read: ${line}`), ...(savings?.problems ?? [])];
  for (const line of missing) output.err(`lights-out: ${printable(line)}`);
  const said = missing.length > 0 ? EXIT.some : EXIT.done;
  if (options.json) {
    for (const line of jsonLines(night, savings)) output.out(line);
    return said;
  }
  const page = pageOf(night, { stack: `${stack.name} in ${stack.region}`, ...(savings && { savings }) });
  const path = options.out ?? `lights-out-report-${formatInstant(now).slice(0, 10)}.html`;
  const written = await write(path, page, options.force === true, terminal);
  return written === EXIT.done ? said : written;
};

const MOST_SHOWN = 5;

const wantedOf = ({ since, request }: ReportOptions, now: Instant): Wanted | { readonly problem: string } => {
  if (request !== undefined)
    return since === undefined
      ? { kind: 'request', requestId: request }
      : { problem: '--request: give it or --since, not both' };
  const start = readSince(since ?? DEFAULT_SINCE, now);
  return start.kind === 'problem' ? start : { kind: 'since', fromAt: start.sinceAt };
};

const DEFAULT_SINCE = '24h';

const aboutOf = ({ since = DEFAULT_SINCE, request }: ReportOptions): string =>
  request === undefined ? `${/^\d{4}-/.test(since) ? 'all since' : 'the last'} ${since}` : `request ${request}`;

const givenRates = async (file: string | undefined, { readText }: Terminal): Promise<ReadRates | undefined> => {
  if (file === undefined) return undefined;
  try {
    return readRates(file, await readText(file));
  } catch (error) {
    return { kind: 'problems', problems: [`--rates: ${quoted(file)} cannot be read: ${nameThrown(error).errorCode}`] };
  }
};

/** Where each cloud of the night logs in, as far as it is configured here. */
const authHosts = async ({ off }: Pick<Night, 'off'>, clouds: ConfiguredClouds): Promise<AuthHost> => {
  const hosts = new Map<string, string>();
  for (const cloud of new Set(off.map((server) => server.cloud))) {
    const found = await clouds.inspector(cloud);
    if (found.kind === 'inspector') hosts.set(cloud, new URL(found.inspector.config.authUrl).hostname);
  }
  return (cloud) => hosts.get(cloud);
};

const write = async (path: string, page: string, over: boolean, { writeText, output }: Terminal): Promise<ExitCode> => {
  try {
    await writeText(path, page, over);
  } catch (error) {
    const { errorCode } = nameThrown(error);
    const why = errorCode === 'EEXIST' ? 'it is there; --force replaces it' : `${errorCode}`;
    output.err(`lights-out: ${quoted(path)} was not written: ${why}`);
    return EXIT.some;
  }
  output.out(printable(path));
  return EXIT.done;
};
