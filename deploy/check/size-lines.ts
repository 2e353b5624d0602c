import type { Finding, Line } from './line.ts';
import type { Packaged } from './packaged.ts';

// Bytes of minified code, a hundredth above the code they were set for. Who needs more measures the cold start first (`npm run bench`)
// and raises them; who needs less lowers them.
const LIMITS: Readonly<Record<string, { readonly loaded: number; readonly whole: number }>> = {
  'queue.zip': { loaded: 447_400, whole: 852_400 },
  'webhook.zip': { loaded: 331_900, whole: 539_500 },
};

// As esbuild writes an import that is carried out before the module runs; `import("./x.mjs")` waits until somebody needs it.
const IMPORT = /\b(?:from|import)"\.\/([\w-]+\.mjs)"/g;

type Files = ReadonlyMap<string, Buffer>;

/** The modules that are loaded with this one, itself included, added to `loaded`. */
const loadedWith = (name: string, files: Files, loaded: Set<string> = new Set()): ReadonlySet<string> => {
  const bytes = files.get(name);
  if (bytes === undefined || loaded.has(name)) return loaded;
  loaded.add(name);
  for (const [, other = ''] of bytes.toString('utf8').matchAll(IMPORT)) loadedWith(other, files, loaded);
  return loaded;
};

const sizeOf = (names: Iterable<string>, files: Files): number =>
  [...names].reduce((sum, name) => sum + (files.get(name)?.length ?? 0), 0);

const codeFindings = ({ zips }: Packaged): readonly Finding[] =>
  [...zips].flatMap(([where, entries]) => {
    const limit = LIMITS[where];
    if (limit === undefined) return [{ where, what: 'nobody has said how many bytes it may have' }];
    const files = new Map(entries.map(({ name, bytes }) => [name.replace(/^.*\//, ''), bytes] as const));
    const loaded = sizeOf(loadedWith('index.mjs', files), files);
    const whole = sizeOf(files.keys(), files);
    return [
      ...(loaded > 0 && loaded <= limit.loaded
        ? []
        : [{ where, what: `a cold start loads ${loaded} bytes of code, and ${limit.loaded} are agreed` }]),
      ...(whole <= limit.whole ? [] : [{ where, what: `has ${whole} bytes of code, and ${limit.whole} are agreed` }]),
    ];
  });

export const SIZE_LINES: readonly Line[] = [
  {
    id: 'bundle-size',
    says: 'the code of each function, and the part of it that a cold start loads, are within the bytes agreed',
    rules: [],
    findings: codeFindings,
  },
];
