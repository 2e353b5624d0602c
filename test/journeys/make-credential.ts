import * as v from 'valibot';
import { authOfEntry, type CloudsEntry } from './clouds-entry.ts';
import { login } from './http-colleague.ts';

export interface AccessRule {
  readonly service: string;
  readonly method: string;
  readonly path: string;
}

/** An application credential that was made for the journeys, and is deleted with them. */
export interface Credential {
  readonly id: string;
  readonly secret: string;
  token(): Promise<string>;
  remove(): Promise<void>;
}

const tokenOf = v.object({ token: v.object({ user: v.object({ id: v.string() }) }) });
const made = v.object({ application_credential: v.object({ id: v.string(), secret: v.string() }) });

/** Makes one with the entry's own password; undefined when it has none (Keystone lets nobody else). */
export const makeCredential = async (
  { entry, authUrl }: { readonly entry: CloudsEntry; readonly authUrl: string },
  name: string,
  rules: readonly AccessRule[],
): Promise<Credential | undefined> => {
  if (entry.auth.password === undefined) return undefined;
  const { token, json } = await login(authUrl, authOfEntry(entry));
  const { user } = v.parse(tokenOf, json).token;
  const headers = { 'X-Auth-Token': token, 'Content-Type': 'application/json' };
  const url = `${authUrl}/users/${user.id}/application_credentials`;
  const answer = await fetch(url, {
    method: 'POST',
    headers,
    body: JSON.stringify({ application_credential: { name, access_rules: rules } }),
  });
  if (answer.status !== 201) throw new Error(`Keystone answers ${answer.status} to the credential`);
  const { id, secret } = v.parse(made, await answer.json()).application_credential;
  const auth = { identity: { methods: ['application_credential'], application_credential: { id, secret } } };
  let known: Promise<string> | undefined;
  return {
    id,
    secret,
    token: () => {
      known ??= login(authUrl, auth).then((issued) => issued.token);
      return known;
    },
    remove: async () => {
      // After minutes the kept connection may be closed in the moment it is used again; deleted twice is deleted.
      const asked = () => fetch(`${url}/${id}`, { method: 'DELETE', headers });
      await asked().catch(asked);
    },
  };
};
