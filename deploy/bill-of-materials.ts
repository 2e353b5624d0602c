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

/** Licences that ask for no more than their own text. */
const ACCEPTED: ReadonlySet<string> = new Set([
  'MIT',
  'MIT-0',
  'Apache-2.0',
  'ISC',
  'BSD-2-Clause',
  'BSD-3-Clause',
  '0BSD',
  'Unlicense',
]);

/** Packages whose licence nobody has looked at yet. */
export const unknownLicences = (packages: readonly BundledPackage[]): readonly string[] =>
  packages
    .filter(({ licence }) => !ACCEPTED.has(licence))
    .map(({ name, version, licence }) => `${name}@${version}: ${licence}`);

const purl = ({ name, version }: BundledPackage): string => `pkg:npm/${name.replace('@', '%40')}@${version}`;

/** CycloneDX 1.6, without time and serial number: the same bundles give the same bytes. */
export const cycloneDx = (
  service: { readonly name: string; readonly version: string },
  packages: readonly BundledPackage[],
): object => ({
  bomFormat: 'CycloneDX',
  specVersion: '1.6',
  version: 1,
  metadata: { component: { type: 'application', name: service.name, version: service.version } },
  components: packages.map((one) => ({
    type: 'library',
    'bom-ref': purl(one),
    name: one.name,
    version: one.version,
    purl: purl(one),
    licenses: [{ license: { id: one.licence } }],
  })),
});

/** Every licence with its text, as whoever hands the bundles on has to add it. */
export const licenceTexts = (packages: readonly BundledPackage[]): string =>
  packages
    .map(({ name, version, licence, licenceText }) =>
      [`${name}@${version} (${licence})`, licenceText?.trim() ?? 'ships no licence file'].join('\n\n'),
    )
    .join('\n\n----\n\n');
