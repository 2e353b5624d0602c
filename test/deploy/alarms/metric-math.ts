/** A value of a metric or an expression in one period; undefined is missing. */
export type Value = number | undefined;

type Read = (values: Readonly<Record<string, Value>>) => Value;

const COMPARISONS: Readonly<Record<string, (a: number, b: number) => boolean>> = {
  '>=': (a, b) => a >= b,
  '<=': (a, b) => a <= b,
  '>': (a, b) => a > b,
  '<': (a, b) => a < b,
};

// Of two series, what is missing in one counts as 0 where the other has a value (CloudWatch User Guide, "Using metric math").
const both =
  (left: Read, right: Read, join: (a: number, b: number) => number): Read =>
  (values) => {
    const [a, b] = [left(values), right(values)];
    return a === undefined && b === undefined ? undefined : join(a ?? 0, b ?? 0);
  };

/**
 * Reads the metric math that our alarms use: `+`, comparisons, `AND`, `FILL` and `IF`. Throws on anything else. `FILL` also fills a series
 * without any value, as those who alarm on missing data use it.
 */
export const parseMath = (text: string): Read => {
  const tokens = text.match(/[A-Za-z]\w*|\d+|>=|<=|[<>+(),]|\S/g) ?? [];
  let at = 0;
  const isNext = (token: string): boolean => tokens[at] === token;
  const take = (token?: string): string => {
    const found = tokens[at] ?? 'the end';
    if (token !== undefined && found !== token) throw new Error(`${text}: ${found} where ${token} should be`);
    at += 1;
    return found;
  };
  const args = (): readonly Read[] => {
    take('(');
    const found = [all()];
    while (isNext(',')) {
      take(',');
      found.push(all());
    }
    take(')');
    return found;
  };
  const call = (name: string, [first, second, third]: readonly Read[]): Read => {
    if (name === 'FILL' && first && second && !third) return (values) => first(values) ?? second(values);
    if (name === 'IF' && first && second && third)
      return (values) => {
        const condition = first(values);
        return condition === undefined ? undefined : (condition === 0 ? third : second)(values);
      };
    throw new Error(`${text}: ${name} is not a function of the alarms`);
  };
  const one = (): Read => {
    const token = take();
    if (/^\d+$/.test(token)) return () => Number(token);
    if (/^[A-Z]/.test(token)) return call(token, args());
    if (!/^[a-z]/.test(token)) throw new Error(`${text}: ${token} is unknown`);
    return (values) => {
      if (!(token in values)) throw new Error(`${text}: no metric ${token}`);
      return values[token];
    };
  };
  const sum = (): Read => {
    let left = one();
    while (isNext('+')) {
      take('+');
      left = both(left, one(), (a, b) => a + b);
    }
    return left;
  };
  const comparison = (): Read => {
    const left = sum();
    const compare = COMPARISONS[tokens[at] ?? ''];
    if (compare === undefined) return left;
    take();
    return both(left, sum(), (a, b) => Number(compare(a, b)));
  };
  const all = (): Read => {
    let left = comparison();
    while (isNext('AND')) {
      take('AND');
      left = both(left, comparison(), (a, b) => Number(a !== 0 && b !== 0));
    }
    return left;
  };
  const read = all();
  if (at < tokens.length) throw new Error(`${text}: ${tokens[at]} is left over`);
  return read;
};
