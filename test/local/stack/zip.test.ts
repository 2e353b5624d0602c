import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32, deflateRawSync } from 'node:zlib';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { unzip } from '../../../local/stack/zip.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lights-out-unzip-'));
});
afterEach(() => rm(folder, { recursive: true }));

/** A zip of one compressed file. */
const zipOf = (name: string, content: string): Buffer => {
  const packed = deflateRawSync(content);
  const common = Buffer.alloc(26);
  common.writeUInt16LE(20, 0);
  common.writeUInt16LE(8, 4);
  common.writeUInt32LE(crc32(content), 10);
  common.writeUInt32LE(packed.length, 14);
  common.writeUInt32LE(content.length, 18);
  common.writeUInt16LE(name.length, 22);
  const local = Buffer.concat([Buffer.from('PK\x03\x04'), common, Buffer.from(name), packed]);
  const entry = Buffer.concat([Buffer.from('PK\x01\x02\x14\x00'), common, Buffer.alloc(14), Buffer.from(name)]);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06');
  end.writeUInt16LE(1, 10);
  end.writeUInt32LE(local.length, 16);
  return Buffer.concat([local, entry, end]);
};

const unpacked = async (zip: Buffer): Promise<string> => {
  await writeFile(join(folder, 'a.zip'), zip);
  await unzip(join(folder, 'a.zip'), join(folder, 'out'));
  return readFile(join(folder, 'out/dist/index.mjs'), 'utf8');
};

test('unzip writes each file into its folder', async () => {
  expect(await unpacked(zipOf('dist/index.mjs', 'export {};\n'))).toBe('export {};\n');
});

test('unzip refuses a file that is not a zip, a damaged one and a path outside the folder', async () => {
  await expect(unpacked(Buffer.from('not a zip, but long enough to hold one'))).rejects.toThrow('not a zip');
  const damaged = zipOf('dist/index.mjs', 'export {};\n');
  damaged.writeUInt32LE(1, damaged.indexOf('PK\x01\x02') + 16);
  await expect(unpacked(damaged)).rejects.toThrow('damaged');
  await expect(unpacked(zipOf('../outside.mjs', 'x'))).rejects.toThrow('is outside');
});
