import { PARAMS } from './stack-settings.ts';

/** The file whose parameters they are. */
export const SERVICE = 'serverless.yml';

const KNOWN: ReadonlySet<string> = new Set(PARAMS);

/** The name in `NAME=VALUE`. */
export const nameOf = (paramText: string): string => paramText.split('=', 1).join();

/** The names of parameters that there are not: the framework takes any name, and drops one that nothing asks for. */
export const paramProblems = (names: readonly string[]): readonly string[] =>
  names
    .filter((name) => !KNOWN.has(name))
    .map((name) => `${SERVICE}: ${name}: no such parameter; there are ${PARAMS.join(', ')}`);

/** What is wrong with the texts of `--param`, by form and name; values are judged where they are used. */
export const givenProblems = (paramTexts: readonly string[]): readonly string[] =>
  paramTexts.flatMap((text) =>
    /^[^=]+=./.test(text)
      ? paramProblems([nameOf(text)])
      : [`${SERVICE}: --param: must be NAME=VALUE, as in --param=cloud=openstack`],
  );
