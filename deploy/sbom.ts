import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as v from 'valibot';
import { build } from '../build.mjs';
import { bundledPackages, cycloneDx, licenceTexts, unknownLicences } from './bill-of-materials.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const OUT = join(ROOT, 'reports');
const service = v.object({ name: v.string(), version: v.string() });

/** `npm run sbom`: what is in the bundles, into reports/; exit 1 when a licence is none of the accepted ones. */
const main = async (): Promise<number> => {
  const outdir = await mkdtemp(join(tmpdir(), 'lights-out-sbom-'));
  const metafiles = await build({ outdir });
  await rm(outdir, { recursive: true });
  const packages = await bundledPackages(Object.values(metafiles), ROOT);
  const self = v.parse(service, JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8')));
  await mkdir(OUT, { recursive: true });
  await writeFile(join(OUT, 'sbom.cdx.json'), `${JSON.stringify(cycloneDx(self, packages), null, 2)}\n`);
  await writeFile(join(OUT, 'licences.txt'), `${licenceTexts(packages)}\n`);
  for (const { name, version, licence } of packages) process.stdout.write(`${name}@${version} ${licence}\n`);
  const strange = unknownLicences(packages);
  for (const line of strange) process.stderr.write(`not an accepted licence: ${line}\n`);
  process.stdout.write(`${packages.length} packages: reports/sbom.cdx.json, reports/licences.txt\n`);
  return strange.length === 0 ? 0 : 1;
};

process.exitCode = await main();
