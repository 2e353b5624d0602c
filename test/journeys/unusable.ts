/** What was set that cannot be used: one line, and nothing was stopped. */
export class Unusable extends Error {}
