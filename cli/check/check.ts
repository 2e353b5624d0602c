import type { Instant } from '../../lib/instant.ts';
import { proxyName, type Route } from '../../lib/openstack/http/proxies.ts';
import type { Inspector, ServerCount } from '../../lib/openstack/inspector.ts';
import type { Fault } from '../../lib/power/fault.ts';
import type { Budget, Cloud, Reply } from '../../lib/power/ports/cloud.ts';
import { clockOffset } from '../../lib/power/step/look.ts';
import { faultInWords, isForPerson } from '../cloud/fault-words.ts';
import { findCloudProblems } from '../cloud/find-cloud.ts';
import { readRunSettings } from '../cloud/run-settings.ts';
import { EXIT, type ExitCode } from '../terminal/exit.ts';
import { type Problems, reportProblems } from '../terminal/problems.ts';
import { COMMAND, printable, type Terminal } from '../terminal/terminal.ts';
import { ANY_ID, rightsFindings } from './check-rights.ts';
import {
  actionsFinding,
  clockFinding,
  computeFinding,
  type Finding,
  findingLines,
  findingsSummary,
  good,
  problem,
  serversFinding,
} from './findings.ts';

/** The options of `check`, as typed. */
export interface CheckOptions {
  readonly cloud?: string;
}

/** `lights-out check`: logs in, looks at the cloud, and reports findings with what to do. Throws only bugs. */
export const check = async (options: CheckOptions, terminal: Terminal): Promise<ExitCode> => {
  const { output, clock } = terminal;
  const plan = await planCheck(options, terminal);
  if (plan.kind === 'problems') return reportProblems(plan.problems, output);
  const findings: Finding[] = [];
  const show = (finding: Finding): void => {
    findings.push(finding);
    for (const line of findingLines(finding, output)) output.out(line);
  };
  for (const finding of configurationFindings(plan)) show(finding);
  const ended = await lookAround(plan, clock, show);
  output.out(`  ${findingsSummary(findings)}`);
  if (ended.kind === 'fault') return isForPerson(ended.fault) ? EXIT.usage : EXIT.some;
  const { example } = ended;
  if (example !== undefined)
    output.out(`  next step, sends nothing: ${COMMAND} stop --dry-run${cloudOption(options)} ${example.id}`);
  return findings.some(({ mark }) => mark === 'problem') ? EXIT.some : EXIT.done;
};

/** What a check looks at, and with which settings. */
interface CheckPlan {
  readonly kind: 'plan';
  readonly name: string;
  readonly inspector: Inspector;
  readonly cloud: Cloud;
  readonly allowAdmin: boolean;
}

const planCheck = async (options: CheckOptions, terminal: Terminal): Promise<CheckPlan | Problems> => {
  const read = readRunSettings(terminal.env);
  if (read.kind === 'problems') return read;
  // Nothing is sent here, so an admin's token does no harm, and its faults can be reported.
  const clouds = terminal.clouds(true);
  const name = options.cloud ?? (await clouds.defaultName());
  const problems = await findCloudProblems(clouds, name);
  if (problems.length > 0 || name === undefined) return { kind: 'problems', problems };
  const found = await clouds.inspector(name);
  if (found.kind !== 'inspector') throw new Error('a cloud without problems that is not there');
  const { inspector, cloud } = found;
  return { kind: 'plan', name, inspector, cloud, allowAdmin: read.settings.allowAdmin };
};

const configurationFindings = ({ name, inspector }: CheckPlan): readonly Finding[] => {
  const { source, region, interface: kind, authUrl } = inspector.config;
  const file = source === 'environment' ? 'the OS_* variables' : source;
  const inRegion = region === undefined ? '' : `, region ${region}`;
  const proxy = proxyOf(inspector.routes(new URL(authUrl)));
  return [
    good('configuration', `cloud ${name} from ${file}${inRegion}, interface ${kind}, ${authUrl}`),
    ...(proxy === undefined ? [] : [good('proxy', `Keystone is reached through ${proxy}`)]),
  ];
};

// By its address and its variable; user and password are no part of it.
const proxyOf = (route: Route): string | undefined => (route.kind === 'proxy' ? proxyName(route.proxy) : undefined);

const cloudOption = ({ cloud }: CheckOptions): string =>
  cloud === undefined ? '' : ` --cloud '${printable(cloud).replaceAll("'", "'\\''")}'`;

const offsetOf = (reply: Reply<unknown>, answeredAt: Instant): number | null =>
  reply.kind === 'ok' ? clockOffset(reply, answeredAt) : null;

type Ended =
  | { readonly kind: 'seen'; readonly example: ServerCount['example'] }
  | { readonly kind: 'fault'; readonly fault: Fault };

/** For one question, repetitions included: a person waits for the answer. */
const QUESTION_MS = 10_000;

// Sends no stop and changes nothing.
const lookAround = async (
  { inspector, cloud, allowAdmin }: CheckPlan,
  clock: Terminal['clock'],
  show: (finding: Finding) => void,
): Promise<Ended> => {
  const budget = (): Budget => ({ untilAt: clock.now() + QUESTION_MS });
  const login = await inspector.login(budget());
  if (login.kind === 'fault') {
    show(problem('login', faultInWords(login.fault)));
    return login;
  }
  const { user, project, roles, credential } = login.value;
  const by = credential === undefined ? '' : ', by application credential';
  show(good('login', `user ${user}, project ${project}, roles ${roles.join(', ')}${by}`));
  const compute = await inspector.compute(budget());
  if (compute.kind === 'fault') {
    show(problem('compute', faultInWords(compute.fault)));
    return compute;
  }
  const { base, version } = compute.value;
  show(computeFinding(base, version, proxyOf(inspector.routes(base))));
  const document = await inspector.readVersion(budget());
  const documentOffsetMs = offsetOf(document, clock.now());
  const list = await inspector.countServers(budget());
  show(clockFinding(documentOffsetMs ?? offsetOf(list, clock.now())));
  show(serversFinding(list));
  const example = list.kind === 'ok' ? list.value.example : undefined;
  if (example !== undefined) show(actionsFinding(await cloud.listActions(example.id, budget())));
  const others = await inspector.seesOthers(budget());
  const seesOthers = others.kind === 'ok' && others.value;
  const stopPath = `${base.pathname}servers/${ANY_ID}/action`;
  for (const finding of rightsFindings({ ...login.value, allowAdmin, seesOthers, stopPath })) show(finding);
  return { kind: 'seen', example };
};
