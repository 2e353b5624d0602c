import type { StackParams } from './stack-params.ts';

// CreateFunction: 64 characters. A schedule group (64, no suffix) and a queue (80, `-dead-letters`) have more room.
const FUNCTION_MAX = 64;
const LONGEST = '-webhook';

// What a stack, a function, a queue and a schedule group may all be called.
const PREFIX = /^[A-Za-z][A-Za-z0-9-]*$/;

/** Why AWS would refuse the names that are made of service and stage, or nothing. */
export const nameProblems = ({ prefix }: Pick<StackParams, 'prefix'>): readonly string[] => {
  if (!PREFIX.test(prefix))
    return [`service, stage: "${prefix}" must begin with a letter and be made of letters, digits and hyphens`];
  const name = `${prefix}${LONGEST}`;
  return name.length <= FUNCTION_MAX
    ? []
    : [
        `service, stage: the function "${name}" has ${name.length} characters, and Lambda takes ${FUNCTION_MAX}: shorten one of them`,
      ];
};
