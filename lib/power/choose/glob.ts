/**
 * Whether a whole text fits a glob: `*` is any text, `?` one character, all else itself, case-sensitive. Takes
 * time in proportion to both lengths at worst, whatever the pattern.
 */
export const fitsGlob = (glob: string, text: string): boolean => {
  const [pattern, letters] = [[...glob], [...text]];
  let [p, t] = [0, 0];
  // Where the last `*` is, and how much of the text it has taken: only it ever has to take more.
  let [star, taken] = [-1, 0];
  while (t < letters.length) {
    if (pattern[p] === '*') {
      star = p;
      taken = t;
      p += 1;
    } else if (p < pattern.length && (pattern[p] === '?' || pattern[p] === letters[t])) {
      p += 1;
      t += 1;
    } else if (star >= 0) {
      p = star + 1;
      taken += 1;
      t = taken;
    } else return false;
  }
  while (pattern[p] === '*') p += 1;
  return p === pattern.length;
};
