import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Where the bench builds what it runs; git ignores it. */
export const BUILD = fileURLToPath(new URL('../../.bench/', import.meta.url));

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** A program that is built, or in one line why it cannot be. */
export type Built =
  | { readonly kind: 'built'; readonly path: string }
  | { readonly kind: 'missing'; readonly problem: string };

interface Program {
  readonly name: string;
  readonly source: string;
  /** The compiler with its arguments, before the file that it writes. */
  readonly compile: readonly [string, ...string[]];
  readonly env?: Readonly<Record<string, string>>;
  /** What to install when the compiler, or what it needs, is not there. */
  readonly packages: string;
}

/** Builds a program, unless it is newer than its source. */
const build = ({ name, source, compile: [compiler, ...args], env, packages }: Program): Built => {
  const path = `${BUILD}${name}`;
  if (existsSync(path) && statSync(path).mtimeMs > statSync(source).mtimeMs) return { kind: 'built', path };
  mkdirSync(BUILD, { recursive: true });
  const { error, status, stderr } = spawnSync(compiler, [...args, path, source], {
    cwd: dirname(source),
    env: { ...process.env, ...env },
    encoding: 'utf8',
  });
  if (error === undefined && status === 0) return { kind: 'built', path };
  const why = error?.message ?? stderr.trim().split('\n').at(-1) ?? '';
  return { kind: 'missing', problem: `${name} cannot be built: ${why} (Debian: ${packages})` };
};

/** The stand-in for Keystone and Nova, from C. */
export const buildStandIn = (): Built =>
  build({
    name: 'nova',
    source: at('nova.c'),
    compile: ['gcc', '-O2', '-Wall', '-Wextra', '-o'],
    packages: 'gcc, libc6-dev',
  });

/** The peer in Go; Debian has its library as sources. */
export const buildGophercloud = (): Built =>
  build({
    name: 'gophercloud',
    source: at('../peers/gophercloud/main.go'),
    compile: ['go', 'build', '-o'],
    env: { GO111MODULE: 'off', GOPATH: '/usr/share/gocode' },
    packages: 'golang-go, golang-github-gophercloud-gophercloud-dev',
  });
