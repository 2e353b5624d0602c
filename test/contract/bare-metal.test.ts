import { env } from 'node:process';
import { afterAll, beforeAll, describe, vi } from 'vitest';
import { bareMetalWorkContract } from './bare-metal-work.contract.ts';
import { type Client, clientOf } from './client.ts';
import { realPlace } from './lab-target.ts';
import { powerUpdateContract } from './power-update.contract.ts';
import { simulated } from './simulated-target.ts';
import type { Place, Provider } from './target.ts';

// A busy Ironic takes seconds for what a hypervisor does at once.
vi.setConfig({ testTimeout: 60_000 });

// The part of the contract that a lab with Ironic can be read too, which has not all roles.
const lab = env.OPENSTACK_LAB;
const providers: readonly Provider<Place>[] = [simulated, ...(lab === undefined ? [] : [realPlace(lab)])];

describe.each(providers)('$name', ({ start }) => {
  let client: Client<Place>;
  beforeAll(async () => {
    client = clientOf(await start());
  });
  afterAll(() => client.target.close());

  describe('acts on a node', () => bareMetalWorkContract(() => client));
  describe('power changes at the node', () => powerUpdateContract(() => client));
});
