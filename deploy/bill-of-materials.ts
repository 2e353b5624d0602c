import type { BundledPackage } from './bundled-packages.ts';

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
export const strangeLicences = (packages: readonly BundledPackage[]): readonly string[] =>
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
