import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { endOf } from './diary.ts';
import { eventually } from './eventually.ts';
import { type AccessRule, type Credential, makeCredential } from './make-credential.ts';
import { need, type TakeRunning } from './need.ts';
import { eventuallyOn, onWire, type Stage } from './stage.ts';

/** What docs/credentials.md tells a person to allow, and no more. `base`: `/v2.1`, or `/v2.1/{project}` as the catalog has it. */
const rulesFor = (base: string): readonly AccessRule[] => [
  { service: 'compute', method: 'GET', path: `${base.split('/').slice(0, 2).join('/')}/` },
  { service: 'compute', method: 'GET', path: `${base}/servers/*` },
  { service: 'compute', method: 'POST', path: `${base}/servers/*/action` },
  { service: 'compute', method: 'GET', path: `${base}/servers/*/os-instance-actions` },
  { service: 'compute', method: 'GET', path: `${base}/servers/*/os-instance-actions/*` },
];

/** A cloud entry `restricted` in the clouds file, with an application credential of the stopper's own making; undefined without a password. */
export const restrictedCloud = async (stage: Stage): Promise<Credential | undefined> => {
  const { entry, authUrl, computeUrl } = stage.cloud;
  const name = `lights-out-${randomUUID()}`;
  const credential = await makeCredential({ entry, authUrl }, name, rulesFor(new URL(computeUrl).pathname));
  if (credential === undefined) return undefined;
  const { id, secret } = credential;
  const auth = { auth_url: authUrl, application_credential_id: id, application_credential_secret: secret };
  const { region_name } = entry;
  await stage.configure({
    restricted: onWire({ auth_type: 'v3applicationcredential', region_name, auth }, stage.wire),
  });
  return credential;
};

/** The functions with the smallest credential that docs/credentials.md describes, and what else it could do. */
export const restrictedJourney = (
  stage: () => Stage,
  credential: () => Credential | undefined,
  take: TakeRunning,
): void => {
  const call = async (credential: Credential, method: string, path: string, body?: object): Promise<number> => {
    const answer = await fetch(`${stage().cloud.computeUrl}/${path}`, {
      method,
      headers: { 'X-Auth-Token': await credential.token(), 'Content-Type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    await answer.text();
    return answer.status;
  };

  test('the restricted credential of docs/credentials.md is enough, history included', async (context) => {
    need(context, credential(), 'a password to make an application credential with');
    const id = take(context);
    // Touched a moment ago: the history has to be read before anything is sent.
    await stage().cloud.colleague.reboot(id);
    await eventuallyOn(stage(), id);
    // A power-on up to five seconds before the request still counts as after it.
    const calmAt = Date.now() + 6_000;
    await eventually('the reboot lies behind', () => Date.now() > calmAt);
    const { requestId } = await stage().ask([id], { cloud: 'restricted' });
    expect(endOf(await stage().ended(requestId, id))).toBe('stopped');
    expect(
      stage()
        .wire.passed('listActions', id)
        .map(({ status }) => status),
    ).toContain(200);
  });

  test('the restricted credential reaches only what its rules name, and gets 401 for everything else', async (context) => {
    const own = need(context, credential(), 'a password to make an application credential with');
    const id = take(context);
    expect(await call(own, 'GET', `servers/${id}`)).toBe(200);
    // `*` is any one part of a path, so the list of all servers comes with the first rule.
    expect(await call(own, 'GET', 'servers/detail')).toBe(200);
    for (const [method, path] of [
      ['GET', 'servers'],
      ['GET', 'flavors'],
      ['GET', 'os-keypairs'],
      ['GET', `servers/${id}/metadata`],
      ['PUT', `servers/${id}`],
      ['DELETE', `servers/${id}`],
      ['POST', 'servers'],
    ] as const) {
      expect([method, path, await call(own, method, path, method === 'GET' ? undefined : {})]).toEqual([
        method,
        path,
        401,
      ]);
    }
  });

  test('access rules alone cannot allow a stop and forbid a reboot: only a role can', async (context) => {
    const own = need(context, credential(), 'a password to make an application credential with');
    const id = take(context);
    expect(await call(own, 'POST', `servers/${id}/action`, { reboot: { type: 'HARD' } })).toBe(202);
    await eventuallyOn(stage(), id);
  });
};
