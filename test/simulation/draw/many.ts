/** So many of something, each drawn for itself. */
export const many = <T>(count: number, make: (n: number) => T): T[] => {
  const all: T[] = [];
  for (let n = 0; n < count; n += 1) all.push(make(n));
  return all;
};
