import type { Clock } from '../../lib/clock.ts';
import type { Freeze, FreezeBook, StoredFreeze } from '../../lib/power/ports/freezes.ts';

/** What became of a rewrite: `over` is the freeze that was there before. `failed`: whether it was written is not known. */
export type Rewritten =
  | { readonly kind: 'written'; readonly freeze: Freeze; readonly over: Freeze | undefined }
  | { readonly kind: 'left'; readonly over: Freeze | undefined }
  | { readonly kind: 'failed'; readonly because: string };

// Two people freeze or thaw at the same moment; nobody does so without end.
const TRIES = 5;

/** Reads the freeze of a cloud (null: of all) and writes the one that `make` makes of it; undefined leaves it as it is. */
export const rewriteFreeze = async (
  book: FreezeBook,
  cloud: string | null,
  { freshId }: Pick<Clock, 'freshId'>,
  make: (over: StoredFreeze | undefined) => Freeze | undefined,
): Promise<Rewritten> => {
  for (let tries = 0; tries < TRIES; tries += 1) {
    const read = await book.readFreeze(cloud);
    if (read.kind === 'unavailable') return { kind: 'failed', because: read.because };
    const over = read.freeze;
    const freeze = make(over);
    if (freeze === undefined) return { kind: 'left', over };
    const put = await book.putFreeze({ ...freeze, owner: freshId(), revision: (over?.revision ?? 0) + 1 }, over);
    if (put.kind === 'written') return { kind: 'written', freeze, over };
    if (put.kind === 'unavailable') return { kind: 'failed', because: put.because };
  }
  return { kind: 'failed', because: 'somebody else keeps writing it' };
};
