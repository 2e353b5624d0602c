import { env } from 'node:process';
import { afterAll, beforeAll, describe } from 'vitest';
import { actionsContract } from './actions.contract.ts';
import { type Client, clientOf } from './client.ts';
import { credentialContract } from './credential.contract.ts';
import { filterContract } from './filter.contract.ts';
import { historyContract } from './history.contract.ts';
import { keystoneContract } from './keystone.contract.ts';
import { keystoneTokenContract } from './keystone-token.contract.ts';
import { realLab } from './lab-target.ts';
import { listContract } from './list.contract.ts';
import { machineContract } from './machine.contract.ts';
import { marksContract } from './marks.contract.ts';
import { pathContract } from './path.contract.ts';
import { rolesContract } from './roles.contract.ts';
import { serverContract } from './server.contract.ts';
import { simulated } from './simulated-target.ts';
import { stopContract } from './stop.contract.ts';
import { tokenContract } from './token.contract.ts';
import { versionContract } from './version.contract.ts';
import { workContract } from './work.contract.ts';

// OPENSTACK_LAB=<lab.json of a running lab> reads the same contract to a real Keystone and Nova.
const lab = env.OPENSTACK_LAB;

describe.each([simulated, ...(lab === undefined ? [] : [realLab(lab)])])('$name', ({ start }) => {
  let client: Client;
  beforeAll(async () => {
    client = clientOf(await start());
  });
  afterAll(() => client.target.close());
  const here = () => client;

  describe('Keystone', () => keystoneContract(here));
  describe('application credentials', () => credentialContract(here));
  describe('tokens in Keystone', () => keystoneTokenContract(here));
  describe('Nova and tokens', () => tokenContract(here));
  describe('Nova versions', () => versionContract(here));
  describe('Nova paths', () => pathContract(here));
  describe('a single server', () => serverContract(here));
  describe('the server list', () => listContract(here));
  describe('filters of the server list', () => filterContract(here));
  describe('tags, metadata and locks', () => marksContract(here));
  describe('os-stop', () => stopContract(here));
  describe('actions and their ends', () => machineContract(here));
  describe('acts that keep nova-compute at work', () => workContract(here));
  describe('who may do it', () => rolesContract(here));
  describe('os-instance-actions', () => actionsContract(here));
  describe('os-instance-actions that are not shown', () => historyContract(here));
});
