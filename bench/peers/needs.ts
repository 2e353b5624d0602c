import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { buildGophercloud } from '../stand-in/build.ts';

/** Why a candidate cannot take part, in a few words; undefined if it can. */
export type Need = () => string | undefined;

const FOLDER = fileURLToPath(new URL('.', import.meta.url));
const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** A program on the path, and the Debian package that has it. */
export const program =
  (name: string, debian = name): Need =>
  () =>
    spawnSync('/bin/sh', ['-c', `command -v ${name}`]).status === 0
      ? undefined
      : `${name} is missing (Debian: ${debian})`;

/** A module of the system's Python, and the Debian package that has it. */
export const pythonModule =
  (name: string, debian: string): Need =>
  () =>
    spawnSync('/usr/bin/python3', ['-c', `import ${name}`]).status === 0
      ? undefined
      : `Python's ${name} is missing (Debian: ${debian})`;

/** The peer in Go, built. */
export const gophercloudBuilt: Need = () => {
  const built = buildGophercloud();
  return built.kind === 'built' ? undefined : built.problem;
};

const isInstalled = (name: string): boolean =>
  [FOLDER, ROOT].some((folder) => existsSync(`${folder}node_modules/${name}/package.json`));

let tried = false;

/** An npm package: the repository's own, or one of `bench/peers/package.json`, which is installed at first use. */
export const npmPackage =
  (name: string): Need =>
  () => {
    if (!isInstalled(name) && !tried) {
      tried = true;
      process.stderr.write('installing the peers of bench/peers/package.json\n');
      spawnSync('npm', ['ci', '--ignore-scripts', '--prefix', FOLDER], { stdio: ['ignore', 'ignore', 'inherit'] });
    }
    return isInstalled(name) ? undefined : `${name} is not installed (npm ci --prefix bench/peers)`;
  };

/** Those that can take part, and a line for each of the others. */
export const present = <C extends { readonly name: string; readonly needs: readonly Need[] }>(
  candidates: readonly C[],
): { readonly here: readonly C[]; readonly leftOut: readonly string[] } => {
  const judged = candidates.map((candidate) => ({
    candidate,
    missing: candidate.needs.map((need) => need()).filter((problem) => problem !== undefined),
  }));
  return {
    here: judged.filter(({ missing }) => missing.length === 0).map(({ candidate }) => candidate),
    leftOut: judged.flatMap(({ candidate: { name }, missing: [problem] }) =>
      problem === undefined ? [] : [`Left out: ${name}: ${problem}.`],
    ),
  };
};
