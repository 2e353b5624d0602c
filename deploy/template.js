// What serverless.yml asks for with `${file(./deploy/template.js):…}`: osls imports .js and nothing else as code.
import { fileURLToPath } from 'node:url';
import { systemClock } from '../lib/clock.ts';
import { readDeployment } from './deployment.ts';
import { keyArn as keyArnOf } from './key.ts';
import { secretArn } from './resources.ts';
import { stackResources } from './stack-resources.ts';
import { CUSTOM, PARAMS } from './stack-settings.ts';
import { topicArn } from './topic.ts';

const textsOf = async (resolveVariable, names, prefix) =>
  Object.fromEntries(
    await Promise.all(names.map(async (name) => [name, String(await resolveVariable(`${prefix}${name}`))])),
  );

/** @param {readonly string[]} problems */
const refuse = (problems) => {
  const error = new Error(problems.join('\n'));
  error.stack = undefined; // osls prints the stack if there is one, and the message only if there is none.
  throw error;
};

/** Everything that is made rather than written: schedules, key, topic, alarms, dashboard. All problems in one error. */
export const resources = async ({ resolveVariable }) => {
  const params = {
    ...(await textsOf(resolveVariable, PARAMS, 'param:')),
    ...(await textsOf(resolveVariable, CUSTOM, 'self:custom.')),
  };
  const deployment = await readDeployment({
    folder: fileURLToPath(new URL('../', import.meta.url)),
    params,
    paramTexts: (await resolveVariable('opt:param, null')) ?? [],
    now: systemClock.now(),
  });
  return deployment.kind === 'problems' ? refuse(deployment.problems) : stackResources(deployment.schedules, params);
};

export const keyArn = async ({ resolveVariable }) => keyArnOf(await resolveVariable('param:kmsKeyArn'));
export const alarmTopicArn = async ({ resolveVariable }) => topicArn(await resolveVariable('param:alarmTopicArn'));
export const cloudsSecretArn = async ({ resolveVariable }) => secretArn(await resolveVariable('param:cloudsSecret'));
export const webhookSecretArn = async ({ resolveVariable }) => secretArn(await resolveVariable('param:webhookSecret'));
