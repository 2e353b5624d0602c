import type { Metafile } from 'esbuild';

export interface BuildOptions {
  /** Absolute path of the folder to write, emptied first; absent: `dist`. */
  readonly outdir?: string;
  /** Absolute path of each function's source, by function name; absent: everything in `handlers`. */
  readonly entries?: Readonly<Record<string, string>>;
}

/**
 * Bundles each function to `<outdir>/<function>/index.mjs` and its chunks; what went into them, by function name. Rejects with
 * esbuild's errors.
 */
export declare const build: (options?: BuildOptions) => Promise<Readonly<Record<string, Metafile>>>;
