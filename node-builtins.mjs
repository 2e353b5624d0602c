import { builtinModules } from 'node:module';

/**
 * A module of Node's that reads what is used of it. An import reads all of it, and of node:http that loads undici.
 * @param {string} name
 */
const exportsOf = (name) => {
  const names = Object.keys(process.getBuiltinModule(name) ?? {})
    .filter((key) => /^[a-z]\w*$/i.test(key))
    .toSorted((one, other) => (one < other ? -1 : 1));
  return [
    `const all = /* @__PURE__ */ process.getBuiltinModule('node:${name}');`,
    ...names.map((key) => `const $${key} = /* @__PURE__ */ (() => all.${key})();`),
    `export { all as default, ${names.map((key) => `$${key} as ${key}`).join(', ')} };`,
  ].join('\n');
};

/**
 * Gives a bundle Node's own modules by reading only what is used of them.
 * @type {import('esbuild').Plugin}
 */
export const builtins = {
  name: 'builtins',
  setup: (bundle) => {
    const filter = new RegExp(`^(node:)?(${builtinModules.join('|')})$`);
    bundle.onResolve({ filter }, ({ path, kind }) => ({
      path: path.replace('node:', ''),
      namespace: kind === 'import-statement' ? 'imported' : 'required',
      sideEffects: false,
    }));
    bundle.onLoad({ filter, namespace: 'imported' }, ({ path }) => ({ contents: exportsOf(path) }));
    // Whoever takes the whole module, also by import(), gets Node's own object, of which nothing is read in advance.
    bundle.onLoad({ filter, namespace: 'required' }, ({ path }) => ({
      contents: `module.exports = process.getBuiltinModule('node:${path}');`,
    }));
  },
};
