import { functionNameOf, sandboxSpecOf } from './functions.ts';
import { createLambda, type Lambda } from './lambda.ts';
import type { LocalTemplate } from './local-template.ts';
import { type OwnFolder, ownFolder } from './own-folder.ts';
import type { StackOptions } from './stack.ts';

/** The functions of a template, ready to be invoked. */
export interface Functions {
  /** The function of an ARN, with its name in serverless.yml. Throws when the template has none. */
  byArn(arn: string): { readonly name: string; readonly lambda: Lambda };
  stop(): Promise<void>;
}

/** Unpacks the template's functions; their processes start with their first event, as cold starts do. */
export const startFunctions = async (
  local: LocalTemplate,
  options: StackOptions & {
    readonly artifacts: string;
    readonly concurrency: number;
    readonly onFault: (line: string) => void;
  },
  awsEnvironment: Readonly<Record<string, string>>,
): Promise<Functions> => {
  const { onLine, functionEnvironment = {} } = options;
  const ids = local.idsOfType('AWS::Lambda::Function');
  const names = ids.map(functionNameOf);
  const unknown = Object.keys(functionEnvironment).find((name) => !names.includes(name));
  if (unknown !== undefined) throw new Error(`the template has no function ${unknown}, only ${names.join(', ')}`);

  const folders: OwnFolder[] = [];
  const byArn = new Map<string, { readonly name: string; readonly lambda: Lambda }>();
  for (const id of ids) {
    const [name, functionArn] = [functionNameOf(id), local.arn(id)];
    const folder = ownFolder(`lights-out-${name}-`);
    folders.push(folder);
    const spec = await sandboxSpecOf(id, local.properties, {
      artifacts: options.artifacts,
      codeFolder: folder.path,
      functionArn,
      roleOf: (arn) => local.idOf('AWS::IAM::Role', arn),
      awsEnvironment,
      overrides: { ...options.environment, ...functionEnvironment[name] },
      onLine: (line) => onLine?.(name, line),
      onLeftBehind: (what) =>
        options.onFault(`the function ${name} answered before ${what} was over: Lambda freezes it there`),
    });
    byArn.set(functionArn, { name, lambda: createLambda(spec, options.concurrency) });
  }
  const kill = (): void => {
    for (const { lambda } of byArn.values()) lambda.kill();
  };
  process.once('exit', kill);
  return {
    byArn: (arn) => {
      const found = byArn.get(arn);
      if (found === undefined) throw new Error(`the template has no function ${arn}`);
      return found;
    },
    stop: async () => {
      process.off('exit', kill);
      kill();
      await Promise.all(folders.map((folder) => folder.remove()));
    },
  };
};
