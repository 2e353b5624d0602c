import { rewriteFreeze } from '../../cli/freeze/rewrite-freeze.ts';
import { dynamoClient, dynamoLedger } from '../../lib/aws/dynamo-table.ts';
import { systemClock } from '../../lib/clock.ts';
import type { Instant } from '../../lib/instant.ts';
import { CREDENTIALS } from '../stack/place.ts';
import type { Stack } from '../stack/stack.ts';
import type { FrozenTime } from './choices.ts';

const HOUR_MS = 3_600_000;

// When a freeze was asked for, and when its write was confirmed.
interface Frozen {
  readonly askedAt: Instant;
  readonly writtenAt: Instant;
}

// As `lights-out freeze` and `thaw` do.
const freezeCloud = async (
  { tableName, awsEnvironment }: Pick<Stack, 'tableName' | 'awsEnvironment'>,
  cloud: string,
  forMs: number,
): Promise<Frozen> => {
  const { AWS_ENDPOINT_URL_DYNAMODB: endpoint = '', AWS_REGION: region = '' } = awsEnvironment;
  const client = dynamoClient({ endpoint, region, credentials: CREDENTIALS });
  const askedAt = systemClock.now();
  const freeze = { cloud, frozenAt: askedAt, untilAt: askedAt + forMs, by: 'a person on call', why: 'an upgrade' };
  try {
    const book = dynamoLedger({ client, table: tableName });
    const done = await rewriteFreeze(book, cloud, systemClock, () => freeze);
    if (done.kind !== 'written') throw new Error(`the freeze of ${cloud} was not written: ${done.kind}`);
    return { askedAt, writtenAt: systemClock.now() };
  } finally {
    client.destroy();
  }
};

/** The freeze of a night: when it began and ended, for the servers that it concerns. */
export interface NightFreeze {
  /** Freezes the cloud; the milliseconds until the write was confirmed. */
  freeze(stack: Stack): Promise<number>;
  thaw(stack: Stack): Promise<void>;
  times(): readonly FrozenTime[];
}

/** A freeze of that cloud, which is thawed in the course of the night. */
export const nightFreeze = (cloud: string, serverIds: readonly string[]): NightFreeze => {
  let frozen: Frozen | undefined;
  let thawed: Frozen | undefined;
  return {
    freeze: async (stack) => {
      frozen = await freezeCloud(stack, cloud, HOUR_MS);
      return frozen.writtenAt - frozen.askedAt;
    },
    thaw: async (stack) => {
      thawed = await freezeCloud(stack, cloud, 0);
    },
    times: () =>
      frozen === undefined
        ? []
        : [{ serverIds, fromAt: frozen.writtenAt, untilAt: thawed?.askedAt ?? systemClock.now() }],
  };
};
