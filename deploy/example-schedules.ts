import type { Schedule } from './schedule.ts';

/** The servers of the schedules.yml that ships. They exist in no cloud: their schedules would end as dead letters each night. */
export const EXAMPLE_SERVERS: ReadonlySet<string> = new Set([
  '5f0c1a3e-8d3b-4c52-9b1f-2f6f0f8f6a01',
  'a41d77c9-0f6e-4d1b-8a53-6c9e2b7d4f02',
  'c82b90e4-53a7-4f18-b6d2-1e0f9a3c5d03',
]);

/** The schedules that name a server of the example: one line each. They may be packaged, and not deployed. */
export const exampleProblems = (schedules: readonly Schedule[]): readonly string[] =>
  schedules.flatMap(({ name, serverIds = [] }) => {
    const id = serverIds.find((one) => EXAMPLE_SERVERS.has(one));
    return id === undefined
      ? []
      : [`${name}: serverIds: ${id} is of the example that ships: put your own servers here, or write "schedules: []"`];
  });
