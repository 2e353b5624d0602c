/** A stream of numbers that one seed and one name decide: a fault added to one component moves no other. */
export interface Chance {
  /** From 0 up to, but not including, 1. */
  unit(): number;
  /** A whole number from `least` to `most`. */
  between(least: number, most: number): number;
  yes(probability: number): boolean;
  pick<T>(choices: readonly [T, ...T[]]): T;
}

/** Mixes two numbers into 32 bits (the finaliser of murmur3). */
export const mix = (a: number, b: number): number => {
  let h = Math.imul(a ^ (b + 0x9e3779b9), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
};

/** A name as a number (FNV-1a). */
export const hashOf = (name: string): number => {
  let h = 0x811c9dc5;
  for (let n = 0; n < name.length; n += 1) h = Math.imul(h ^ name.charCodeAt(n), 0x01000193);
  return h >>> 0;
};

/** One number, from 0 up to 1, for one place: asking elsewhere, or in another order, does not change it. */
export const unitAt = (seed: number, what: number, first: number, second = 0): number =>
  mix(mix(mix(mix(seed, 0x51ed270b), what), first), second) / 0x1_0000_0000;

/** A mulberry32 generator for a named stream of a seed. */
export const chanceOf = (seed: number, stream: string): Chance => {
  let state = mix(mix(seed, seed / 0x1_0000_0000), hashOf(stream));
  const unit = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 0x1_0000_0000;
  };
  return {
    unit,
    between: (least, most) => least + Math.floor(unit() * (most - least + 1)),
    yes: (probability) => unit() < probability,
    pick: (choices) => choices[Math.floor(unit() * choices.length)] ?? choices[0],
  };
};
