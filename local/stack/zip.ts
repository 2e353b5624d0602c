import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, resolve, sep } from 'node:path';
import { crc32, inflateRawSync } from 'node:zlib';

// PKWARE's APPNOTE.TXT, 4.3.16 (end of central directory), 4.3.12 (central directory) and 4.3.7 (local header).
const END = 0x06054b50;
const ENTRY = 0x02014b50;
const END_BYTES = 22;

/** A file of a zip, or a folder when its name ends with `/`. */
export interface ZipEntry {
  readonly name: string;
  readonly bytes: Buffer;
}

const bytesOf = (zip: Buffer, at: number): Buffer => {
  const method = zip.readUInt16LE(at + 10);
  const header = zip.readUInt32LE(at + 42);
  const start = header + 30 + zip.readUInt16LE(header + 26) + zip.readUInt16LE(header + 28);
  const packed = zip.subarray(start, start + zip.readUInt32LE(at + 20));
  if (method !== 0 && method !== 8) throw new Error(`compression method ${method} is not supported here`);
  const bytes = method === 0 ? packed : inflateRawSync(packed);
  if (crc32(bytes) !== zip.readUInt32LE(at + 16)) throw new Error('an entry of the zip is damaged');
  return bytes;
};

/** The entries of a zip without a comment at its end. Throws when it is none, or damaged. */
export const zipEntries = (zip: Buffer): readonly ZipEntry[] => {
  const end = zip.length - END_BYTES;
  if (end < 0 || zip.readUInt32LE(end) !== END) throw new Error('not a zip, or one with a comment at its end');
  const entries: ZipEntry[] = [];
  let at = zip.readUInt32LE(end + 16);
  for (let left = zip.readUInt16LE(end + 10); left > 0; left -= 1) {
    if (zip.readUInt32LE(at) !== ENTRY) throw new Error('the directory of the zip is damaged');
    const nameEnd = at + 46 + zip.readUInt16LE(at + 28);
    entries.push({ name: zip.toString('utf8', at + 46, nameEnd), bytes: bytesOf(zip, at) });
    at = nameEnd + zip.readUInt16LE(at + 30) + zip.readUInt16LE(at + 32);
  }
  return entries;
};

/** Unpacks a function's zip as Lambda does, so that what runs is what was packaged. Throws when it is damaged or reaches outside. */
export const unzip = async (zipPath: string, folder: string): Promise<void> => {
  for (const { name, bytes } of zipEntries(await readFile(zipPath))) {
    const path = resolve(folder, name);
    if (!path.startsWith(folder + sep)) throw new Error(`${zipPath}: ${name} is outside the folder`);
    if (name.endsWith('/')) continue;
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, bytes);
  }
};
