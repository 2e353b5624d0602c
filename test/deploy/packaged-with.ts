import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'vitest';
import { type Packaged, readPackaged } from '../../deploy/check/packaged.ts';
import { packageService } from '../../local/stack/package-stack.ts';
import { serviceCopy } from './service-copy.ts';

/** Packages the service with other defaults in serverless.yml: each one replaces a whole line. So does `edit`, before them. */
export const packagedWith = async (
  defaults: Readonly<Record<string, string>>,
  edit = (text: string): string => text,
): Promise<Packaged> => {
  const folder = await serviceCopy();
  const path = join(folder, 'serverless.yml');
  let text = edit(await readFile(path, 'utf8'));
  for (const [name, value] of Object.entries(defaults)) {
    expect(text).toMatch(new RegExp(`^    ${name}: .*$`, 'm'));
    text = text.replace(new RegExp(`^    ${name}: .*$`, 'm'), `    ${name}: '${value}'`);
  }
  await writeFile(path, text);
  try {
    return await readPackaged(await packageService(folder));
  } finally {
    await rm(folder, { recursive: true });
  }
};
