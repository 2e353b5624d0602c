import { isUtf8 } from 'node:buffer';
import { parseJson } from '../../lib/message/json.ts';
import { parseWebhookBody } from '../../lib/webhook/accept.ts';
import { signedHeaders } from '../../lib/webhook/sign.ts';
import { parseSignature } from '../../lib/webhook/verify.ts';
import { EXIT, type ExitCode } from '../terminal/exit.ts';
import { type Problems, reportProblems } from '../terminal/problems.ts';
import { printable, type Terminal } from '../terminal/terminal.ts';
import { curlLine } from './curl-line.ts';
import { readInput } from './read-input.ts';
import { readSigningKey } from './sign-key.ts';

/** The options of `sign`, as typed. */
export interface SignOptions {
  /** A file of keys; `-` is standard input. */
  readonly keyFile?: string;
  readonly id?: string;
  /** The webhook's URL: print a whole call instead of the headers. */
  readonly curl?: string;
  readonly json: boolean;
  /** Only there to be refused. */
  readonly key?: unknown;
}

/** `lights-out sign`: the headers of a signed call, or the call itself; sends nothing. Throws only bugs. */
export const sign = async (path: string, options: SignOptions, terminal: Terminal): Promise<ExitCode> => {
  const { output, clock } = terminal;
  const problems = usageProblems(path, options);
  if (problems.length > 0) return reportProblems(problems, output);
  const key = await readSigningKey(options.keyFile, terminal);
  if (key.kind === 'problems') return reportProblems(key.problems, output);
  const body = await readBody(path, terminal);
  if (body.kind === 'problems') return reportProblems(body.problems, output);
  const webhookId = options.id ?? `msg_${clock.freshId()}`;
  const headers = signedHeaders({ webhookId, timestampAt: clock.now() }, body.content, key.key);
  if (!canBeSent(webhookId, headers)) return reportProblems([ID_PROBLEM], output);
  if (options.json) output.out(JSON.stringify(headers));
  else if (options.curl !== undefined) output.out(curlLine(options.curl, headers, path));
  else for (const [name, value] of Object.entries(headers)) output.out(`${name}: ${value}`);
  return EXIT.done;
};

const KEY_TYPED =
  'a key is not taken from the command line, where all users of this machine can read it: use WEBHOOK_SECRETS or --key-file, and replace the key that you typed';
const ID_PROBLEM = '--id: must be 1 to 256 printable ASCII characters, without a dot and without a blank at its ends';

const looksLikeKey = (text: unknown): boolean => typeof text === 'string' && text.startsWith('whsec_');

const usageProblems = (path: string, { key, keyFile, id, curl }: SignOptions): readonly string[] => {
  if (key !== undefined || [path, keyFile, id, curl].some(looksLikeKey)) return [KEY_TYPED];
  if (curl !== undefined) {
    const url = URL.parse(curl);
    if (url === null || !/^https?:$/.test(url.protocol)) return ['--curl: must be an http or https URL'];
    if (path === '-') return ['--curl: name a file: curl cannot read standard input a second time'];
  }
  return path === '-' && keyFile === '-' ? ['--key-file: standard input is the body already: name a file'] : [];
};

// A receiver trims the blanks around a header's value, and would check another id than the one that was signed.
const canBeSent = (id: string, headers: Readonly<Record<string, string>>): boolean =>
  id === id.trim() && parseSignature(headers) !== undefined;

// What the webhook would refuse is not worth a signature; the stack's own limits are judged when it arrives.
const readBody = async (
  path: string,
  { readBytes }: Terminal,
): Promise<{ readonly kind: 'read'; readonly content: Buffer } | Problems> => {
  const read = await readInput('the body', path, readBytes);
  if (read.kind === 'problems') return read;
  const problem = bodyProblem(read.content);
  const name = path === '-' ? 'standard input' : printable(path);
  return problem === undefined ? read : { kind: 'problems', problems: [`${name}: ${problem}`] };
};

const bodyProblem = (body: Buffer): string | undefined => {
  if (!isUtf8(body)) return 'not UTF-8';
  const json = parseJson(body.toString('utf8'));
  const parsed = json.kind === 'problem' ? json : parseWebhookBody(json.value);
  return parsed.kind === 'problem' ? parsed.problem : undefined;
};
