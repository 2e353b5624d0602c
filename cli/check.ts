import type { Instant } from '../lib/instant.ts';
import { proxyName, type Route } from '../lib/openstack/http/proxies.ts';
import type { Inspector, ServerCount } from '../lib/openstack/inspector.ts';
import type { Fault } from '../lib/power/fault.ts';
import { fixDelayMs } from '../lib/power/fault.ts';
import type { Budget, Cloud, Reply } from '../lib/power/ports/cloud.ts';
import { clockOffset } from '../lib/power/step/look.ts';
import { actionsFinding, clockFinding, serversFinding } from './check-answers.ts';
import { ANY_ID, rightsFindings } from './check-rights.ts';
import { COMMAND } from './command-name.ts';
import { EXIT, type ExitCode } from './end.ts';
import { troubleInWords } from './failure-lines.ts';
import { type Finding, findingLines, findingsSummary, good, problem, remark } from './finding.ts';
import { addressReason } from './first-looks.ts';
import { printable } from './output.ts';
import { cloudProblems, shown } from './problems.ts';
import type { World } from './process-world.ts';
import { runSettings } from './run-settings.ts';

/** For one question, its repetitions included: somebody waits for the answer. */
const QUESTION_MS = 10_000;

/** `lights-out check`: logs in, looks around, and says what is there and what to do; sends no stop. Throws only what is a bug. */
export const check = async (options: { readonly cloud?: string }, world: World): Promise<ExitCode> => {
  const { output, env } = world;
  const refuse = (problems: readonly string[]): ExitCode => {
    for (const text of shown(problems)) output.err(`lights-out: ${text}`);
    return EXIT.usage;
  };
  const settled = runSettings(env);
  if (settled.kind === 'problems') return refuse(settled.problems);
  // Nothing is sent here, so an admin's token does no harm, and what is wrong with it can be said.
  const clouds = world.clouds(true);
  const name = options.cloud ?? (await clouds.defaultName());
  const problems = await cloudProblems(clouds, name);
  if (problems.length > 0 || name === undefined) return refuse(problems);
  const found = await clouds.inspector(name);
  if (found.kind !== 'inspector') throw new Error('a cloud without problems that is not there');

  const findings: Finding[] = [];
  const say = (finding: Finding): void => {
    findings.push(finding);
    for (const line of findingLines(finding, output)) output.out(line);
  };
  const { config } = found.inspector;
  const region = config.region === undefined ? '' : `, region ${config.region}`;
  say(
    good(
      'configuration',
      `cloud ${name} of ${sourceWords(config.source)}${region}, interface ${config.interface}, ${config.authUrl}`,
    ),
  );
  const way = wayOf(found.inspector.routes(new URL(config.authUrl)));
  if (way !== undefined) say(good('proxy', `Keystone is reached through ${way}`));
  const ended = await lookAround(found, { allowAdmin: settled.settings.allowAdmin, world, say });
  output.out(`  ${findingsSummary(findings)}`);
  if (ended.kind === 'fault') return isMendable(ended.fault) ? EXIT.usage : EXIT.some;
  const { example } = ended;
  if (example !== undefined)
    output.out(`  next, sends nothing: ${COMMAND} stop --dry-run${cloudOption(options)} ${example.id}`);
  return findings.some(({ mark }) => mark === 'problem') ? EXIT.some : EXIT.done;
};

const sourceWords = (source: string): string => (source === 'environment' ? 'the OS_* variables' : source);

const cloudOption = ({ cloud }: { readonly cloud?: string }): string =>
  cloud === undefined ? '' : ` --cloud '${printable(cloud).replaceAll("'", "'\\''")}'`;

const isMendable = (fault: Fault): boolean =>
  fixDelayMs(fault.trouble) !== undefined || addressReason(fault) !== undefined;

const inWords = (fault: Fault): string => {
  const reason = addressReason(fault);
  return reason === undefined ? troubleInWords(fault.trouble, fault.message) : `${reason}: ${fault.message}`;
};

// By its address and its variable; user and password are no part of it.
const wayOf = (route: Route): string | undefined => (route.kind === 'proxy' ? proxyName(route.proxy) : undefined);

const offsetOf = (reply: Reply<unknown>, answeredAt: Instant): number | null =>
  reply.kind === 'ok' ? clockOffset(reply, answeredAt) : null;

interface Looking {
  readonly allowAdmin: boolean;
  readonly world: Pick<World, 'clock'>;
  say(finding: Finding): void;
}

type Ended =
  | { readonly kind: 'seen'; readonly example: ServerCount['example'] }
  | { readonly kind: 'fault'; readonly fault: Fault };

const lookAround = async (
  { inspector, cloud }: { readonly inspector: Inspector; readonly cloud: Cloud },
  { allowAdmin, world: { clock }, say }: Looking,
): Promise<Ended> => {
  const budget = (): Budget => ({ untilAt: clock.now() + QUESTION_MS });
  const login = await inspector.login(budget());
  if (login.kind === 'fault') {
    say(problem('login', inWords(login.fault)));
    return login;
  }
  const { user, project, roles, credential } = login.value;
  const by = credential === undefined ? '' : ', by application credential';
  say(good('login', `user ${user}, project ${project}, roles ${roles.join(', ')}${by}`));
  const compute = await inspector.compute(budget());
  if (compute.kind === 'fault') {
    say(problem('compute', inWords(compute.fault)));
    return compute;
  }
  const { base, version } = compute.value;
  const way = wayOf(inspector.routes(base));
  const where = way === undefined ? base.href : `${base.href}, through ${way}`;
  say(
    version === null
      ? remark('compute', `${where}, without microversions: locks are not seen before a stop (docs/credentials.md)`)
      : good('compute', `${where}, microversion 2.${version}`),
  );
  const document = await inspector.readVersion(budget());
  const documentOffsetMs = offsetOf(document, clock.now());
  const list = await inspector.countServers(budget());
  say(clockFinding(documentOffsetMs ?? offsetOf(list, clock.now())));
  say(serversFinding(list));
  const example = list.kind === 'ok' ? list.value.example : undefined;
  if (example !== undefined) say(actionsFinding(await cloud.listActions(example.id, budget())));
  const others = await inspector.seesOthers(budget());
  const rights = {
    ...login.value,
    allowAdmin,
    seesOthers: others.kind === 'ok' && others.value,
    stopPath: `${base.pathname}servers/${ANY_ID}/action`,
  };
  for (const finding of rightsFindings(rights)) say(finding);
  return { kind: 'seen', example };
};
