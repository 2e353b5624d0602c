import { keysInSecret, type WebhookKey } from '../../lib/webhook/keys.ts';
import type { Problems } from '../terminal/problems.ts';
import { printable, type Terminal } from '../terminal/terminal.ts';
import { readInput } from './read-input.ts';

const NO_KEY = 'no key: set WEBHOOK_SECRETS, or name a file with --key-file';

/** The key that signs: the first of `--key-file`, else of WEBHOOK_SECRETS. A problem has no word of it. */
export const readSigningKey = async (
  keyFile: string | undefined,
  { env, readText }: Pick<Terminal, 'env' | 'readText'>,
): Promise<{ readonly kind: 'key'; readonly key: WebhookKey } | Problems> => {
  if (keyFile === undefined) {
    const text = env.WEBHOOK_SECRETS ?? '';
    return text === '' ? { kind: 'problems', problems: [NO_KEY] } : firstKey('WEBHOOK_SECRETS', text);
  }
  const read = await readInput('--key-file', keyFile, readText);
  return read.kind === 'problems' ? read : firstKey(`--key-file: ${printable(keyFile)}`, read.content);
};

const firstKey = (from: string, text: string): { readonly kind: 'key'; readonly key: WebhookKey } | Problems => {
  const { keys, problem } = keysInSecret(text);
  const [key] = keys;
  return problem !== undefined || key === undefined
    ? { kind: 'problems', problems: [`${from}: ${problem}`] }
    : { kind: 'key', key };
};
