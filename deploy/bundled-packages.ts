import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Metafile } from 'esbuild';
import * as v from 'valibot';

/** A package of which at least one byte is in a bundle. */
export interface BundledPackage {
  readonly name: string;
  readonly version: string;
  /** SPDX, as the package says itself. */
  readonly licence: string;
  /** The text of its licence file; absent: it ships none. */
  readonly licenceText?: string;
}

const manifest = v.object({ name: v.string(), version: v.string(), license: v.string() });

const PACKAGE = /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//;

const foldersOf = (metafiles: readonly Metafile[]): readonly string[] => {
  const inputs = metafiles
    .flatMap(({ outputs }) => Object.values(outputs))
    .flatMap((output) => Object.entries(output.inputs))
    .flatMap(([path, { bytesInOutput }]) => (bytesInOutput > 0 ? path : []));
  return [...new Set(inputs.flatMap((path) => PACKAGE.exec(path)?.[1] ?? []))];
};

const packageOf = async (folder: string): Promise<BundledPackage> => {
  const { name, version, license } = v.parse(
    manifest,
    JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')),
  );
  const file = (await readdir(folder)).find((one) => /^(?:licen[cs]e|copying)(?:\.|$)/i.test(one));
  const licenceText = file === undefined ? undefined : await readFile(join(folder, file), 'utf8');
  return { name, version, licence: license, ...(licenceText === undefined ? {} : { licenceText }) };
};

/** The packages that are really in the bundles, by name; `root` is the folder that the bundler's paths start from. */
export const bundledPackages = async (
  metafiles: readonly Metafile[],
  root: string,
): Promise<readonly BundledPackage[]> => {
  const packages = await Promise.all(foldersOf(metafiles).map((folder) => packageOf(join(root, folder))));
  return packages.sort((a, b) => (`${a.name}@${a.version}` < `${b.name}@${b.version}` ? -1 : 1));
};
