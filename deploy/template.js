// What serverless.yml asks for with `${file(./deploy/template.js):…}`: osls imports .js and nothing else as code.
import { readFile } from 'node:fs/promises';
import { keyArn as keyArnOf } from './key.ts';
import { readSchedules } from './read-schedules.ts';
import { secretArn } from './secret-arn.ts';
import { stackResources } from './stack-resources.ts';
import { CUSTOM, PARAMS, readStackSettings } from './stack-settings.ts';

const SERVICE = 'serverless.yml';
const SCHEDULES = 'schedules.yml';

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
  const settings = readStackSettings(SERVICE, params);
  if (settings.kind === 'problems') return refuse(settings.problems);
  const { windowMinMs: minMs, windowMaxMs: maxMs } = settings.timing;
  const text = await readFile(new URL(`../${SCHEDULES}`, import.meta.url), 'utf8');
  const read = readSchedules(SCHEDULES, text, { minMs, maxMs });
  return read.kind === 'problems' ? refuse(read.problems) : stackResources(read.schedules, params);
};

export const keyArn = async ({ resolveVariable }) => keyArnOf(await resolveVariable('param:kmsKeyArn'));
export const cloudsSecretArn = async ({ resolveVariable }) => secretArn(await resolveVariable('param:cloudsSecret'));
export const webhookSecretArn = async ({ resolveVariable }) => secretArn(await resolveVariable('param:webhookSecret'));
