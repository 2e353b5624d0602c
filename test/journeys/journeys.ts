import { afterAll, beforeAll, describe, vi } from 'vitest';
import { REPORTS_ARGUMENTS } from '../../local/night/settings.ts';
import { packageStack } from '../../local/stack/package-stack.ts';
import { badMessagesJourney } from './bad-messages.journey.ts';
import { badSettingsJourney } from './bad-settings.journey.ts';
import { badWebhooksJourney } from './bad-webhooks.journey.ts';
import { canaryJourney } from './canary.journey.ts';
import { colleagueJourney, replayJourney } from './colleague.journey.ts';
import { commandJourney } from './command.journey.ts';
import { collisionJourney, duplicatesJourney } from './duplicates.journey.ts';
import { LONGEST_MS } from './eventually.ts';
import { floodJourney } from './flood.journey.ts';
import { freezableCloud, guardedJourney } from './guarded.journey.ts';
import type { JourneyCloud } from './journey-cloud.ts';
import { killedJourney } from './killed.journey.ts';
import { loginJourney, revokedJourney, troubledClouds, unmendedJourney } from './login.journey.ts';
import type { Credential } from './make-credential.ts';
import { running, type TakeRunning } from './need.ts';
import { listlessCloud, noActionListJourney } from './no-action-list.journey.ts';
import { nodeJourney } from './node.journey.ts';
import { onCallJourney } from './on-call.journey.ts';
import { powerJourney } from './power.journey.ts';
import { replayedJourney } from './replayed.journey.ts';
import { reportJourney } from './report.journey.ts';
import { restrictedCloud, restrictedJourney } from './restricted.journey.ts';
import { rolesJourney } from './roles.journey.ts';
import { selectJourney } from './select.journey.ts';
import { openStage, type Stage } from './stage.ts';
import { undeliveredJourney } from './undelivered.journey.ts';
import { wireJourney } from './wire.journey.ts';

/**
 * All journeys on one cloud, most of them at the same time, through one stack. `machines`: only those in which the kind of
 * machine matters, for a cloud whose Keystone and Nova are under test with other machines already.
 */
export const journeys = (name: string, open: () => Promise<JourneyCloud>, which: 'all' | 'machines' = 'all'): void => {
  const all = which === 'all';
  vi.setConfig({ maxConcurrency: 200, testTimeout: 2 * LONGEST_MS, hookTimeout: 2 * LONGEST_MS });

  describe(name, () => {
    let stage: Stage;
    let template: string;
    let takeRunning: TakeRunning;
    let credential: Credential | undefined;
    const closing: (() => Promise<void>)[] = [];
    beforeAll(async () => {
      const cloud = await open();
      closing.push(cloud.close);
      takeRunning = running(cloud.active);
      template = await packageStack(REPORTS_ARGUMENTS);
      stage = await openStage(cloud, { template });
      closing.push(stage.close);
      closing.push((await troubledClouds(stage)).close);
      await listlessCloud(stage);
      await freezableCloud(stage);
      credential = await restrictedCloud(stage);
      if (credential !== undefined) closing.push(credential.remove);
    });
    afterAll(async () => {
      for (const close of closing.toReversed()) await close();
    });
    const here = () => stage;
    const take: TakeRunning = (context) => takeRunning(context);

    describe.concurrent('at the same time', () => {
      describe('every kind of server', () => rolesJourney(here));
      describe('other users', () => colleagueJourney(here, take));
      describe('duplicates', () => duplicatesJourney(here, take));
      describe('a selector', () => selectJourney(here, take));
      describe('a tag', () => guardedJourney(here, take));
      describe('the command', () => commandJourney(here, take));
      describe('reports', () => reportJourney(here, take));
      describe.runIf(all)('a replay', () => replayedJourney(here, take));
      describe.runIf(all)('a person on call', () => onCallJourney(here, take));
      describe('at the node', () => nodeJourney(here, take));
      describe('a killed function', () => killedJourney(here, () => template, take));
      describe.runIf(all)('no action list', () => noActionListJourney(here, take));
      describe.runIf(all)('on the way', () => wireJourney(here, take));
      describe.runIf(all)('the login', () => loginJourney(here, take));
      describe.runIf(all)('bad messages', () => badMessagesJourney(here, take));
      describe.runIf(all)('a restricted credential', () => restrictedJourney(here, () => credential, take));
      describe.runIf(all)('bad settings', () => badSettingsJourney(() => template));
      describe.runIf(all)('a flood of calls', () => floodJourney(here, () => template));
    });
    describe('one after the other', () => {
      describe.runIf(all)('bad webhooks', () => badWebhooksJourney(here, take));
      describe.runIf(all).concurrent('in the time of another', () => {
        describe('trouble until the end', () => unmendedJourney(here));
        describe('an undelivered schedule', () => undeliveredJourney(here, () => template, take));
      });
      replayJourney(here);
      collisionJourney(here, take);
      describe.runIf(all)('the cloud between two calls', () => {
        revokedJourney(here, take);
        powerJourney(here);
      });
      canaryJourney(here);
    });
  });
};
