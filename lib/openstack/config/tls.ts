import { X509Certificate } from 'node:crypto';
import { createSecureContext } from 'node:tls';
import { secret } from '../../secret.ts';
import type { CloudFields } from './fields.ts';
import type { ConfigPlace } from './files.ts';
import type { Tls } from './types.ts';

type Reader = Pick<ConfigPlace, 'homeDir' | 'readText'>;

/** Reads `verify`, `insecure`, `cacert`, `cert` and `key`; undefined with its problems noted. */
export const tlsOf = async (fields: CloudFields, reader: Reader): Promise<Tls | undefined> => {
  const [ca, cert, key] = await Promise.all(['cacert', 'cert', 'key'].map((name) => pemOf(fields, name, reader)));
  // `insecure` wins over `verify: true`, and both over `cacert` (cloud_region.py, get_requests_verify_args).
  const verify = fields.flag('insecure') !== true && fields.flag('verify') !== false;
  // A file with both, as `requests` takes it.
  const keyText = key ?? (cert?.includes('PRIVATE KEY-----') === true ? cert : undefined);
  const pem = { ...(ca === undefined ? {} : { ca }), ...(cert === undefined ? {} : { cert }) };
  if (cert !== undefined && keyText === undefined) fields.addProblem('key is missing: cert needs its private key');
  else if (!isUsable({ ...pem, ...(keyText === undefined ? {} : { key: keyText }) })) {
    fields.addProblem('cacert, cert and key are not a matching certificate and key in PEM');
  }
  return { verify, ...pem, ...(keyText === undefined ? {} : { key: secret(keyText) }) };
};

// A path, as openstacksdk has it, or the PEM itself: a secret that is read at run time has no files beside it.
const pemOf = async (fields: CloudFields, name: string, { homeDir, readText }: Reader): Promise<string | undefined> => {
  const value = fields.plain(name);
  if (value === undefined || value.startsWith('-----BEGIN ')) return value;
  const text = await readText(value.replace(/^~(?=\/)/, homeDir));
  if (text === undefined) fields.addProblem(`${name} names a file that cannot be read`);
  return text;
};

const isUsable = (pem: { ca?: string; cert?: string; key?: string }): boolean => {
  // Nothing given: the context would only read all root certificates once more.
  if (Object.keys(pem).length === 0) return true;
  try {
    createSecureContext(pem);
    // It takes any text for a CA, and then trusts nobody.
    if (pem.ca !== undefined) new X509Certificate(pem.ca);
    return true;
  } catch {
    return false;
  }
};
