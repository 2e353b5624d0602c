import { type SignedCall, signCall } from '../../local/night/callers.ts';
import type { Stage } from './stage.ts';

/** Signatures that were made, so that a search for them in every output means something. */
export const signatures = new Set<string>();

/** A stop request signed with the stage's key. */
export const signedStop = ({ stack, webhookKey }: Stage, body: string, at: number = Date.now()): SignedCall => {
  const call = signCall(stack.httpUrl, webhookKey, body, at);
  const { 'webhook-signature': signature = '' } = call.headers;
  signatures.add(signature);
  return call;
};

/** The id that the functions know a call by. */
export const webhookIdOf = ({ headers }: Pick<SignedCall, 'headers'>): string => {
  const { 'webhook-id': id = '' } = headers;
  return id;
};

/** Posts it; status and body as they came. */
export const post = async ({
  url,
  headers,
  body,
}: Omit<SignedCall, 'body'> & { readonly body: string | Uint8Array<ArrayBuffer> }) => {
  const answer = await fetch(url, { method: 'POST', headers: { ...headers }, body, redirect: 'error' });
  return { status: answer.status, text: await answer.text() };
};
