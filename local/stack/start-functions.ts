import { functionNameOf, sandboxSpecOf } from './functions.ts';
import { type Lambda, lambdaOf } from './lambda.ts';
import type { Ground } from './local-template.ts';
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
  ground: Ground,
  options: StackOptions & { readonly artifacts: string; readonly concurrency: number },
  awsEnvironment: Readonly<Record<string, string>>,
): Promise<Functions> => {
  const { onLine, functionEnvironment = {} } = options;
  const ids = ground.idsOfType('AWS::Lambda::Function');
  const names = ids.map(functionNameOf);
  const stranger = Object.keys(functionEnvironment).find((name) => !names.includes(name));
  if (stranger !== undefined) throw new Error(`the template has no function ${stranger}, only ${names.join(', ')}`);

  const folders: OwnFolder[] = [];
  const byArn = new Map<string, { readonly name: string; readonly lambda: Lambda }>();
  for (const id of ids) {
    const [name, functionArn] = [functionNameOf(id), ground.arn(id)];
    const folder = ownFolder(`lights-out-${name}-`);
    folders.push(folder);
    const spec = await sandboxSpecOf(id, ground.properties, {
      artifacts: options.artifacts,
      codeFolder: folder.path,
      functionArn,
      awsEnvironment,
      overrides: { ...options.environment, ...functionEnvironment[name] },
      onLine: (line) => onLine?.(name, line),
    });
    byArn.set(functionArn, { name, lambda: lambdaOf(spec, options.concurrency) });
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
