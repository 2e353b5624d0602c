import { registerHooks } from 'node:module';
import { fileURLToPath } from 'node:url';
import type { Plant } from './plants.ts';

const LIB = fileURLToPath(new URL('../../../lib/', import.meta.url));

/** Changes one file of the product while it is loaded; the file on disk stays as it is. Comes before the first import of it. */
export const plant = ({ name, file, find, put }: Plant): void => {
  registerHooks({
    load: (url, context, nextLoad) => {
      const loaded = nextLoad(url, context);
      if (url !== new URL(`file://${LIB}${file}`).href) return loaded;
      const source = String(loaded.source);
      if (source.split(find).length !== 2)
        throw new Error(`plant ${name}: what it changes is not in lib/${file} exactly once`);
      return { ...loaded, source: source.replace(find, () => put) };
    },
  });
};
