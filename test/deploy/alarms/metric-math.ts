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

/** Reads the metric math that our alarms use: `+`, `*`, comparisons and `FILL`. Throws on anything else. */
export const parseMath = (text: string): Read => {
  const tokens = text.match(/[A-Za-z]\w*|\d+|>=|<=|[<>+*(),]|\S/g) ?? [];
  let at = 0;
  const isNext = (token: string): boolean => tokens[at] === token;
  const take = (token?: string): string => {
    const found = tokens[at] ?? 'the end';
    if (token !== undefined && found !== token) throw new Error(`${text}: ${found} where ${token} should be`);
    at += 1;
    return found;
  };
  const fill = (): Read => {
    take('(');
    const series = sum();
    take(',');
    const filler = one();
    take(')');
    return (values) => series(values) ?? filler(values);
  };
  const one = (): Read => {
    const token = take();
    if (/^\d+$/.test(token)) return () => Number(token);
    if (token === 'FILL') return fill();
    if (!/^[a-z]/.test(token)) throw new Error(`${text}: ${token} is unknown`);
    return (values) => {
      if (!(token in values)) throw new Error(`${text}: no metric ${token}`);
      return values[token];
    };
  };
  const joined = (operator: string, next: () => Read, join: (a: number, b: number) => number) => (): Read => {
    let left = next();
    while (isNext(operator)) {
      take(operator);
      left = both(left, next(), join);
    }
    return left;
  };
  const product = joined('*', one, (a, b) => a * b);
  const sum = joined('+', product, (a, b) => a + b);
  const comparison = (): Read => {
    const left = sum();
    const compare = COMPARISONS[tokens[at] ?? ''];
    if (compare === undefined) return left;
    take();
    return both(left, sum(), (a, b) => Number(compare(a, b)));
  };
  const read = comparison();
  if (at < tokens.length) throw new Error(`${text}: ${tokens[at]} is left over`);
  return read;
};
