import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import type { CloudsEntry } from './clouds-entry.ts';
import { endOf } from './diary.ts';
import { eventually } from './eventually.ts';
import type { TakeRunning } from './need.ts';
import { isoOf, onWire, type Stage } from './stage.ts';
import { layWire, type Wire } from './wire.ts';

const spoilt = (entry: CloudsEntry): CloudsEntry => {
  const secret = entry.auth.application_credential_secret === undefined ? 'password' : 'application_credential_secret';
  return { ...entry, auth: { ...entry.auth, [secret]: 'nobody-has-this-one' } };
};

/** Clouds that the functions meet in trouble: put into the clouds file before anything reads it. */
export const troubledClouds = async (stage: Stage): Promise<Wire> => {
  const { entry } = stage.cloud;
  const late = await layWire(stage.cloud);
  late.faults.next('login', { kind: 'drop', when: 'before' }, { times: 8 });
  await stage.configure({
    late: onWire(entry, late),
    wrong: onWire(spoilt(entry), stage.wire),
    mended: onWire(spoilt(entry), stage.wire),
    // Port 1: nobody listens there.
    down: onWire(entry, { ...stage.wire, authUrl: 'http://127.0.0.1:1/v3' }),
  });
  return late;
};

/** Credentials and Keystone in trouble: what a person can mend inside the window costs no intent. */
export const loginJourney = (stage: () => Stage, take: TakeRunning): void => {
  test('a stop waits for a Keystone that does not answer at first', async (context) => {
    const id = take(context);
    const { requestId } = await stage().ask([id], { cloud: 'late' });
    expect(endOf(await stage().ended(requestId, id))).toBe('stopped');
    expect(await stage().cloud.colleague.stopsOf(id)).toBe(1);
  });

  test('a server is stopped once wrong credentials are fixed within the window', async (context) => {
    const id = take(context);
    const { requestId } = await stage().ask([id], { cloud: 'mended' });
    const waiting = await stage().saw(requestId, id, ({ outcome }) => outcome === 'look-again');
    expect(waiting.trouble).toBe('credentials');
    await stage().configure({ mended: onWire(stage().cloud.entry, stage().wire) });
    await eventually('the mended credentials are used', async () => {
      await stage().queue.hurry(requestId);
      return stage()
        .diary.of(requestId, id)
        .some(({ outcome }) => outcome !== 'look-again');
    });
    expect(endOf(await stage().ended(requestId, id))).toBe('stopped');
    expect(await stage().cloud.colleague.stopsOf(id)).toBe(1);
  });

  test('a request for an unknown cloud is malformed', async () => {
    const id = randomUUID();
    const { requestId } = await stage().ask([id], { cloud: 'nowhere' });
    expect(endOf(await stage().ended(requestId, id))).toBe('dead-lettered: malformed');
    expect((await stage().letterOf(requestId, id)).failure.because).toBe('cloud: nowhere is not configured');
  });
};

/** Trouble that nobody mends; with seconds left of the window, so nothing else may be under way. */
export const unmendedJourney = (stage: () => Stage): void => {
  test.for([
    { cloud: 'wrong', trouble: 'credentials', what: 'credentials that stay wrong' },
    { cloud: 'down', trouble: 'unreachable', what: 'a cloud that stays down' },
  ])('a stop with $what ends expired, with the trouble in its dead letter', async ({ cloud, trouble }) => {
    const id = randomUUID();
    const { requestId } = await stage().ask([id], {
      cloud,
      requestedAt: isoOf(Date.now() - 354_000),
      window: 'PT6M',
    });
    expect(await stage().ended(requestId, id)).toMatchObject({ reason: 'expired', trouble });
    const { failure } = await stage().letterOf(requestId, id);
    expect(failure.because).toMatch(
      cloud === 'wrong' ? /requires authentication|credentials|401/i : /ECONNREFUSED|refused|reach/i,
    );
  });
};

/** A token that dies while it is used; alone, since everybody shares it. */
export const revokedJourney = (stage: () => Stage, take: TakeRunning): void => {
  test('a server is stopped although our token is revoked in between', async (context) => {
    const id = take(context);
    const token = stage().wire.newestToken() ?? '';
    const revoked = await fetch(`${stage().cloud.authUrl}/auth/tokens`, {
      method: 'DELETE',
      headers: { 'X-Auth-Token': token, 'X-Subject-Token': token },
    });
    expect(revoked.status).toBe(204);
    const { requestId } = await stage().ask([id]);
    expect(endOf(await stage().ended(requestId, id))).toBe('stopped');
    expect(await stage().cloud.colleague.stopsOf(id)).toBe(1);
  });
};
