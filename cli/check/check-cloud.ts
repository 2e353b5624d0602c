import type { Instant } from '../../lib/instant.ts';
import { proxyName, type Route } from '../../lib/openstack/http/proxies.ts';
import type { Inspector, ServerCount } from '../../lib/openstack/inspector.ts';
import type { Fault } from '../../lib/power/fault.ts';
import type { Budget, Cloud, Reply } from '../../lib/power/ports/cloud.ts';
import { clockOffset } from '../../lib/power/step/look.ts';
import { faultInWords } from '../cloud/fault-words.ts';
import { findCloudProblems } from '../cloud/find-cloud.ts';
import { readRunSettings } from '../cloud/run-settings.ts';
import type { Problems } from '../terminal/problems.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { ANY_ID, rightsFindings } from './check-rights.ts';
import {
  actionsFinding,
  clockFinding,
  computeFinding,
  type Finding,
  good,
  problem,
  serversFinding,
} from './findings.ts';

/** The option that names a cloud, as typed. */
export interface CloudOption {
  readonly cloud?: string;
}

/** What a check looks at, and with which settings. */
export interface CloudPlan {
  readonly kind: 'plan';
  readonly name: string;
  readonly inspector: Inspector;
  readonly cloud: Cloud;
  readonly allowAdmin: boolean;
}

/** Finds the cloud of a check in the configuration; asks no cloud. */
export const planCloud = async (options: CloudOption, terminal: Terminal): Promise<CloudPlan | Problems> => {
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

const configurationFindings = ({ name, inspector }: CloudPlan): readonly Finding[] => {
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

const offsetOf = (reply: Reply<unknown>, answeredAt: Instant): number | null =>
  reply.kind === 'ok' ? clockOffset(reply, answeredAt) : null;

/** How the look at a cloud ended: with a server as an example if there is one, or with the fault that ended it. */
export type Ended =
  | { readonly kind: 'seen'; readonly example: ServerCount['example'] }
  | { readonly kind: 'fault'; readonly fault: Fault };

/** For one question, repetitions included: a person waits for the answer. */
const QUESTION_MS = 10_000;

/** Looks at a cloud and shows each finding; sends no stop and changes nothing. */
export const checkCloud = async (
  plan: CloudPlan,
  clock: Terminal['clock'],
  show: (finding: Finding) => void,
): Promise<Ended> => {
  for (const finding of configurationFindings(plan)) show(finding);
  const { inspector, cloud, allowAdmin } = plan;
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
