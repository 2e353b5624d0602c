/** The exit codes of the command. */
export const EXIT = {
  /** All off; rehearsed, for a dry run; accepted, with --no-wait. */
  done: 0,
  /** Some not. */
  some: 1,
  /** Usage or configuration, credentials and a wrong address included: nothing more was sent. */
  usage: 2,
  /** Ctrl-C: 128 and the number of SIGINT, as shells have it. */
  interrupted: 130,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];
