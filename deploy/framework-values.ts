import { fileURLToPath } from 'node:url';
import * as v from 'valibot';
import { systemClock } from '../lib/clock.ts';
import { readDeployment } from './deployment.ts';
import { keyArn as keyArnOf, readableKeys as readableKeysOf } from './key.ts';
import { NETWORK_PARAMS, networkExtensions } from './network.ts';
import { regionOf } from './region.ts';
import { type Resources, secretArn, type TemplateValue } from './resources.ts';
import { CUSTOM, PARAMS, stackParams } from './stack-params.ts';
import { stackResources } from './stack-resources.ts';
import { topicArn } from './topic.ts';

/** What osls hands to a function of a `file` variable: it resolves one variable, written without `${}`. */
export interface Framework {
  resolveVariable(variable: string): Promise<unknown>;
}

const textsOf = async ({ resolveVariable }: Framework, names: readonly string[], prefix: string) =>
  Object.fromEntries(
    await Promise.all(names.map(async (name) => [name, String(await resolveVariable(`${prefix}${name}`))] as const)),
  );

const refuse = (problems: readonly string[]): never => {
  const error = new Error(problems.join('\n'));
  // osls prints the stack if there is one, and the message only if there is none.
  Reflect.deleteProperty(error, 'stack');
  throw error;
};

/** The words before the first option: `deploy`, `package` and so on. */
const commandOf = (args: readonly string[]): string => {
  const option = args.findIndex((word) => word.startsWith('-'));
  return args.slice(0, option === -1 ? undefined : option).join(' ');
};

const optionalText = v.nullable(v.string());
const paramTexts = v.nullable(v.array(v.string()));

/** Everything that is made rather than written: schedules, key, topic, alarms, dashboard. All problems in one error. */
export const resources = async (framework: Framework): Promise<Resources> => {
  const params = v.parse(stackParams, {
    ...(await textsOf(framework, PARAMS, 'param:')),
    ...(await textsOf(framework, CUSTOM, 'self:custom.')),
  });
  const deployment = await readDeployment({
    folder: fileURLToPath(new URL('../', import.meta.url)),
    params,
    paramTexts: v.parse(paramTexts, await framework.resolveVariable('opt:param, null')) ?? [],
    region: await regionGiven(framework),
    live: commandOf(process.argv.slice(2)) === 'deploy',
    now: systemClock.now(),
  });
  return deployment.kind === 'problems'
    ? refuse(deployment.problems)
    : stackResources(deployment.schedules, params, deployment.timing);
};

/** What the parameters of the surroundings add to resources that serverless.yml writes. */
export const extensions = async (framework: Framework) =>
  networkExtensions(v.parse(stackParams, await textsOf(framework, NETWORK_PARAMS, 'param:')));

/** The region of the stack: `provider.region`, when serverless.yml does not write one out. */
export const region = async ({ resolveVariable }: Framework): Promise<string> =>
  regionOf(v.parse(optionalText, await resolveVariable('opt:region, null')) ?? undefined, process.env);

const regionGiven = async ({ resolveVariable }: Framework): Promise<string> =>
  v.parse(v.string(), await resolveVariable('opt:region, self:provider.region'));

const param = async ({ resolveVariable }: Framework, name: (typeof PARAMS)[number]): Promise<string> =>
  v.parse(v.string(), await resolveVariable(`param:${name}`));

/** The key of everything in the stack. */
export const keyArn = async (framework: Framework): Promise<TemplateValue> =>
  keyArnOf(await param(framework, 'kmsKeyArn'));

/** The keys that a role may decrypt with. */
export const readableKeys = async (framework: Framework): Promise<TemplateValue> =>
  readableKeysOf(await param(framework, 'kmsKeyArn'), await param(framework, 'oldKmsKeyArn'));

/** The topic that the alarms notify. */
export const alarmTopicArn = async (framework: Framework): Promise<TemplateValue> =>
  topicArn(await param(framework, 'alarmTopicArn'));

/** The secret that the worker reads. */
export const cloudsSecretArn = async (framework: Framework): Promise<TemplateValue> =>
  secretArn(await param(framework, 'cloudsSecret'));

/** The secret that the webhook reads. */
export const webhookSecretArn = async (framework: Framework): Promise<TemplateValue> =>
  secretArn(await param(framework, 'webhookSecret'));
