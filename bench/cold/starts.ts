import { statSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';
import * as esbuild from 'esbuild';
import { gophercloudBuilt, type Need, npmPackage, pythonModule } from '../peers/needs.ts';
import { BUILD } from '../stand-in/build.ts';

/** A program that starts, stops one server, and, if it stays, a second one. */
export interface Start {
  readonly name: string;
  readonly command: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** How many servers it has to stop. */
  readonly stops: 0 | 1 | 2;
  readonly needs: readonly Need[];
  /** What its code takes in KiB, where it is packed into one file. */
  readonly kib?: number;
}

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** Bundles a handler as it would be packed: one ES module, minified. */
const bundle = async (name: string): Promise<string> => {
  const outfile = `${BUILD}cold/${name}.mjs`;
  await esbuild.build({
    entryPoints: [at(`../peers/handlers/${name}.mjs`)],
    outfile,
    ...{ bundle: true, minify: true, format: 'esm', platform: 'node', target: 'node24', legalComments: 'none' },
    mainFields: ['module', 'main'],
    logLevel: 'error',
    banner: { js: "import{createRequire}from'node:module';const require=createRequire(import.meta.url);" },
  });
  return outfile;
};

const NODE: readonly (readonly [name: string, file: string, packages: readonly string[]])[] = [
  ['node:http', 'node-http', []],
  ['fetch', 'node-fetch', []],
  ['undici', 'undici', []],
  ['fetch, client-sqs', 'client-sqs', ['@aws-sdk/client-sqs']],
  ['middy, Powertools, client-sqs', 'middy-powertools', ['@middy/core', '@aws-lambda-powertools/batch']],
];

const inNode = (file: string): readonly string[] => [process.execPath, at('bootstrap.mjs'), file];
const sizeOf = (file: string): number => statSync(file).size / 1024;

/** The bare handler, which is the base. */
export const bareStart = async (): Promise<Start> => {
  const file = await bundle('bare');
  return { name: 'bare handler', command: inNode(file), stops: 0, needs: [], kib: sizeOf(file) };
};

/** What a user would write instead. */
export const peerStarts = async (): Promise<readonly Start[]> => {
  const node = NODE.map(async ([name, file, packages]): Promise<Start> => {
    const needs = packages.map(npmPackage);
    if (needs.some((need) => need() !== undefined)) return { name, command: [], stops: 2, needs };
    const bundled = await bundle(file);
    return { name, command: inNode(bundled), stops: 2, needs, kib: sizeOf(bundled) };
  });
  const sdk = pythonModule('openstack', 'python3-openstacksdk');
  const boto3 = pythonModule('boto3', 'python3-boto3');
  const python = (name: string, needs: readonly Need[]): Start => ({
    name: `Python, ${name}`,
    command: ['/usr/bin/python3', at('bootstrap.py'), name],
    stops: 2,
    needs,
  });
  return [
    ...(await Promise.all(node)),
    python('requests', [pythonModule('requests', 'python3-requests')]),
    python('openstacksdk', [sdk]),
    python('openstacksdk+boto3', [sdk, boto3]),
    { name: 'Go, gophercloud', command: [`${BUILD}gophercloud`], stops: 1, needs: [gophercloudBuilt] },
  ];
};

/** The product's worker, built by the build of its own folder. */
export const ourStart = async ({
  name,
  folder,
}: {
  readonly name: string;
  readonly folder: string;
}): Promise<Start> => {
  const { build }: typeof import('../../build.d.mts') = await import(pathToFileURL(`${folder}/build.mjs`).href);
  const outdir = `${BUILD}cold/${name.replaceAll(' ', '-')}`;
  await build({ outdir });
  const file = `${outdir}/queue/index.mjs`;
  return {
    name,
    command: inNode(at('product.mjs')),
    env: { BUNDLE: file },
    stops: 2,
    needs: [],
  };
};
