import { CHECKLIST, check } from '../../../deploy/check/checklist.ts';
import { type Packaged, packagedFrom } from '../../../deploy/check/packaged.ts';

// Without the lines about zips, and the model, which takes longest.
const LINES = CHECKLIST.filter(({ id }) => !/^(?:resource-model|zip-files|bundle-size|code-size)$/.test(id));
// Texts for people, where the framework put the code of this packaging, and what only the model reads.
const FREE = /\.(?:Description(?:\.Fn::Sub)?|S3Key|DependsOn\.\d+)$/;

type Path = readonly string[];
type Change = (holder: object, key: string) => void;

const holderOf = (whole: object, path: Path): object =>
  path.slice(0, -1).reduce<object>((value, key) => Reflect.get(value, key), whole);
const leavesOf = (value: unknown, path: Path): readonly Path[] =>
  typeof value === 'object' && value !== null
    ? Object.entries(value).flatMap(([key, inner]) => leavesOf(inner, [...path, key]))
    : [path];

/** The places of a packaged template where a change is found by no line of the checklist. */
const missed = (
  packaged: Packaged,
  placesOf: (whole: object) => readonly Path[],
  change: Change,
): readonly string[] => {
  const whole: object = JSON.parse(packaged.text);
  // Neighbours are mostly read by the same line: it is asked first.
  let [last] = LINES;
  const isFound = (broken: Packaged): boolean => {
    const finds = (line: typeof last): boolean => line !== undefined && check(line, broken).findings.length > 0;
    if (finds(last)) return true;
    last = LINES.find(finds);
    return last !== undefined;
  };
  return placesOf(whole)
    .filter((path) => {
      const [holder, key] = [holderOf(whole, path), path.at(-1) ?? ''];
      const value: unknown = Reflect.get(holder, key);
      change(holder, key);
      const broken = packagedFrom(JSON.stringify(whole), new Map(), packaged.sources);
      if (value === undefined) Reflect.deleteProperty(holder, key);
      else Reflect.set(holder, key, value);
      return !isFound(broken);
    })
    .map((path) => path.join('.'));
};

/** The values of a packaged template in whose place another one would not be found. */
export const valuesThatNobodyReads = (packaged: Packaged): readonly string[] =>
  missed(
    packaged,
    (whole) =>
      ['Resources', 'Outputs']
        .flatMap((part) => leavesOf(Reflect.get(whole, part), [part]))
        .filter((path) => !FREE.test(path.join('.'))),
    (holder, key) => {
      const value: unknown = Reflect.get(holder, key);
      Reflect.set(holder, key, typeof value === 'number' ? value + 1 : `${String(value)}x`);
    },
  );

/** The resources of a packaged template whose properties may have one more without being found. */
export const resourcesThatTakeMore = (packaged: Packaged): readonly string[] =>
  missed(
    packaged,
    () => packaged.resources.map(({ id }) => ['Resources', id, 'Properties', 'Extra']),
    (holder, key) => Reflect.set(holder, key, 'x'),
  );
