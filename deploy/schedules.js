// What serverless.yml asks for with `${file(./deploy/schedules.js):resources}`: osls imports .js and nothing else as code.
import { readFile } from 'node:fs/promises';
import { readSchedules } from './read-schedules.ts';
import { scheduleResources } from './schedule-resources.ts';
import { windowLimits } from './window-limits.ts';

const FILE = 'schedules.yml';

/** The schedules of schedules.yml as CloudFormation resources; every problem of the file in one error. */
export const resources = async ({ resolveVariable }) => {
  const limits = windowLimits(
    await resolveVariable('param:stopWindowMax'),
    await resolveVariable('self:custom.visibilityTimeout'),
  );
  const read = readSchedules(FILE, await readFile(new URL(`../${FILE}`, import.meta.url), 'utf8'), limits);
  if (read.kind === 'schedules') return scheduleResources(read.schedules);
  const error = new Error(read.problems.join('\n'));
  error.stack = undefined; // osls prints the stack if there is one, and the message only if there is none.
  throw error;
};
