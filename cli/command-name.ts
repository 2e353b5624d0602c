/** How the command is typed. `npx lights-out` outside a checkout would fetch whatever somebody publishes under that name; `--no` never does. */
export const COMMAND = 'npm exec --no -- lights-out';
