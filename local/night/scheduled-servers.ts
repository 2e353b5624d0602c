import { readFile } from 'node:fs/promises';
import * as v from 'valibot';
import { parseDurationMs } from '../../lib/instant.ts';

/** What a packaged schedule will ask for. */
export interface Scheduled {
  readonly serverIds: readonly string[];
  readonly windowMs: number | undefined;
  readonly dryRun: boolean;
}

const Template = v.object({ Resources: v.record(v.string(), v.looseObject({ Type: v.string() })) });
const Schedule = v.object({ Properties: v.object({ Target: v.object({ Input: v.string() }) }) });
const Input = v.object({
  serverIds: v.array(v.string()),
  window: v.optional(v.string()),
  dryRun: v.optional(v.boolean(), false),
});

/** The inputs of all schedules in a packaged template, so that the night can put those servers into its cloud. */
export const scheduledServers = async (templatePath: string): Promise<readonly Scheduled[]> => {
  const { Resources } = v.parse(Template, JSON.parse(await readFile(templatePath, 'utf8')));
  return Object.values(Resources)
    .filter(({ Type }) => Type === 'AWS::Scheduler::Schedule')
    .map((resource) => {
      const { serverIds, window, dryRun } = v.parse(
        Input,
        JSON.parse(v.parse(Schedule, resource).Properties.Target.Input),
      );
      return { serverIds, windowMs: window === undefined ? undefined : parseDurationMs(window), dryRun };
    });
};
