/** Runs every candidate once a round, in turn. Each round begins with another one, so that none always follows the same. */
export const interleave = async <C, R>(
  candidates: readonly C[],
  rounds: number,
  takesPart: (candidate: C, round: number) => boolean,
  runOnce: (candidate: C, round: number) => Promise<R>,
): Promise<ReadonlyMap<C, readonly R[]>> => {
  const runs = new Map(candidates.map((candidate): [C, R[]] => [candidate, []]));
  for (let round = 0; round < rounds; round += 1) {
    const first = round % Math.max(1, candidates.length);
    for (const candidate of [...candidates.slice(first), ...candidates.slice(0, first)]) {
      if (takesPart(candidate, round)) runs.get(candidate)?.push(await runOnce(candidate, round));
    }
  }
  return runs;
};
