import { readFile } from 'node:fs/promises';
import * as v from 'valibot';
import { type Instant, parseDurationMs } from '../../lib/instant.ts';

/** What a packaged schedule will ask for. */
export interface Scheduled {
  readonly name: string;
  readonly serverIds: readonly string[];
  readonly windowMs: number | undefined;
  readonly dryRun: boolean;
}

const Template = v.object({ Resources: v.record(v.string(), v.looseObject({ Type: v.string() })) });
const Schedule = v.object({ Properties: v.object({ Name: v.string(), Target: v.object({ Input: v.string() }) }) });
const Input = v.object({
  serverIds: v.optional(v.array(v.string())),
  window: v.optional(v.string()),
  dryRun: v.optional(v.boolean(), false),
  notOn: v.optional(v.array(v.object({ from: v.string(), to: v.string() })), []),
});

/**
 * What the schedules of a packaged template ask for that name their servers and are not excepted now, so that the night can put those
 * servers into its cloud. One that chooses its servers would choose among the night's own.
 */
export const scheduledServers = async (templatePath: string, now: Instant): Promise<readonly Scheduled[]> => {
  const { Resources } = v.parse(Template, JSON.parse(await readFile(templatePath, 'utf8')));
  return Object.values(Resources)
    .filter(({ Type }) => Type === 'AWS::Scheduler::Schedule')
    .flatMap((resource) => {
      const { Name: name, Target } = v.parse(Schedule, resource).Properties;
      const { serverIds, window, dryRun, notOn } = v.parse(Input, JSON.parse(Target.Input));
      const isExcepted = notOn.some(({ from, to }) => Date.parse(from) <= now && now < Date.parse(to));
      if (serverIds === undefined || isExcepted) return [];
      return [{ name, serverIds, windowMs: window === undefined ? undefined : parseDurationMs(window), dryRun }];
    });
};
