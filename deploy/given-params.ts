import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import * as v from 'valibot';
import { parseDocument } from 'yaml';
import { type RegionVariables, regionOf } from './region.ts';
import { PARAMS, type StackParams, stackParams, stackText } from './stack-params.ts';

/** The file whose parameters they are. */
export const SERVICE = 'serverless.yml';

const KNOWN: ReadonlySet<string> = new Set(PARAMS);

/** The name in `NAME=VALUE`. */
const nameOf = (paramText: string): string => paramText.split('=', 1).join();

/** The names of parameters that there are not: the framework takes any name, and drops one that nothing asks for. */
const paramProblems = (names: readonly string[]): readonly string[] =>
  names
    .filter((name) => !KNOWN.has(name))
    .map((name) => `${SERVICE}: ${name}: unknown parameter; the parameters are ${PARAMS.join(', ')}`);

/** What is wrong with the texts of `--param`, by form and name; values are judged where they are used. */
export const paramTextProblems = (paramTexts: readonly string[]): readonly string[] =>
  paramTexts.flatMap((text) =>
    /^[^=]+=./.test(text)
      ? paramProblems([nameOf(text)])
      : [`${SERVICE}: --param: must be NAME=VALUE, as in --param=cloud=openstack`],
  );

/** The framework's own arguments that change what is deployed. */
export interface GivenArguments {
  readonly stage: string;
  readonly region: string | undefined;
  /** The profile of AWS's configuration files whose credentials are used. */
  readonly profile: string | undefined;
  /** `NAME=VALUE` each. */
  readonly paramTexts: readonly string[];
}

const texts = (values: unknown): readonly string[] =>
  (Array.isArray(values) ? values : [values]).filter((value) => typeof value === 'string');

/** The parameters, or one line for each that is none. */
export type ReadParams =
  | { readonly kind: 'params'; readonly params: StackParams; readonly region: string }
  | { readonly kind: 'problems'; readonly problems: readonly string[] };

// The two variables that serverless.yml has in its parameters.
const SELF_SERVICE = `\${self:service}`;
const STAGE = `\${sls:stage}`;

// A region that is written out takes the place of the framework's question to deploy/template.js.
const VARIABLE = '${';

/** Reads the arguments of `serverless package`; all others are the framework's business. */
export const readArguments = (args: readonly string[]): GivenArguments => {
  const { values } = parseArgs({
    args: [...args],
    options: {
      param: { type: 'string', multiple: true },
      stage: { type: 'string', short: 's' },
      region: { type: 'string', short: 'r' },
      'aws-profile': { type: 'string' },
    },
    strict: false,
  });
  return {
    stage: texts(values.stage).at(-1) ?? 'dev',
    region: texts(values.region).at(-1),
    profile: texts(values['aws-profile']).at(-1),
    paramTexts: texts(values.param),
  };
};

const service = v.object({
  service: v.string(),
  // The framework passes over a parameter that is null.
  params: v.record(v.string(), v.record(v.string(), v.nullable(stackText))),
  custom: v.record(v.string(), v.unknown()),
  provider: v.object({ region: v.string() }),
});

const notNull = (values: Readonly<Record<string, string | null>> = {}) =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null));

// Of two values for one name the framework takes the first.
const cliParams = (paramTexts: readonly string[]) =>
  Object.fromEntries(paramTexts.toReversed().map((one) => [nameOf(one), one.slice(nameOf(one).length + 1)]));

/** Parameters and region as the framework resolves them: of the arguments, else of the stage in serverless.yml, else the defaults. */
export const readParams = async (
  folder: string,
  { stage, region, paramTexts }: GivenArguments,
  variables: RegionVariables,
): Promise<ReadParams> => {
  // CloudFormation's tags are unknown to the parser, and none is in what is read here.
  const document = parseDocument(await readFile(join(folder, SERVICE), 'utf8'), { logLevel: 'silent' });
  const [broken] = document.errors;
  if (broken !== undefined)
    return { kind: 'problems', problems: [`${SERVICE}: ${broken.message.split('\n', 1).join()}`] };
  const { service: name, params, custom, provider } = v.parse(service, document.toJS());
  const written = { ...notNull(params.default), ...notNull(params[stage]) };
  const problems = [...paramProblems(Object.keys(written)), ...paramTextProblems(paramTexts)];
  if (problems.length > 0) return { kind: 'problems', problems };
  const resolved = Object.entries({ ...custom, ...written }).map(([key, value]) => [
    key,
    typeof value === 'string' ? value.replaceAll(SELF_SERVICE, name).replaceAll(STAGE, stage) : value,
  ]);
  return {
    kind: 'params',
    params: v.parse(stackParams, { ...Object.fromEntries(resolved), ...cliParams(paramTexts) }),
    region: provider.region.includes(VARIABLE) ? regionOf(region, variables) : (region ?? provider.region),
  };
};
