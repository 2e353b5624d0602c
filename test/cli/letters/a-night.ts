import { program } from '../../../cli/program.ts';
import type { OpenStack } from '../../../cli/terminal/stack.ts';
import { memoryLedger } from '../../../lib/ledger/table-ledger.ts';
import { deadLetterBody } from '../../../lib/message/dead-letter-message.ts';
import { intentBody } from '../../../lib/message/intent-message.ts';
import { rollCallBody } from '../../../lib/message/roll-call-message.ts';
import type { ConfiguredClouds } from '../../../lib/openstack/open-clouds.ts';
import { safeTelemetry } from '../../../lib/power/ports/safe-telemetry.ts';
import { work } from '../../../lib/worker/work.ts';
import { aFailure, anEntry, anIntent, HOUR, MINUTE, NOON, TIMING, UNGUARDED } from '../../builders.ts';
import { aClock } from '../../fakes.ts';
import { aCloud } from '../a-cloud.ts';
import { aTerminal } from '../a-terminal.ts';
import { HEALTHY } from '../an-aws.ts';
import { aLetterBox, letterId, queued } from './a-letter-box.ts';
import { serverLetter, serverOf } from './a-stack.ts';

const ASKED_AT = NOON - 10 * HOUR;
const FAILED_AT = NOON - 9 * HOUR;
const asked = { requestedAt: ASKED_AT, notAfter: ASKED_AT + HOUR };
const failure = aFailure({ reason: 'expired', because: 'notAfter has passed', failedAt: FAILED_AT });
const MANY_CALMS_MS = 100 * HOUR;

/** Something that a process does outside itself; it may end there. */
export type Around = <T>(call: string, effect: () => Promise<T>) => Promise<T>;

/** Six servers of last night whose stops failed: two run, one was powered on by a user, one is off, two are in a request that nobody took. */
export const aNight = () => {
  const clock = aClock();
  const machines = Object.fromEntries(
    [1, 2, 3, 4, 5, 6].map((n) => [
      serverOf(n),
      {
        server: {
          agedMs: n === 3 ? HOUR : MANY_CALMS_MS,
          ...(n === 4 ? { vmState: 'stopped', powerState: 4 } : {}),
        },
      },
    ]),
  );
  const cloud = aCloud(clock, machines);
  const ledger = memoryLedger();
  // No time of its own: SQS's counts, which is that of its first sending.
  const untaken = JSON.stringify({ serverIds: [serverOf(5), serverOf(6)], cloud: 'otc' });
  const box = aLetterBox(clock, [
    ...[1, 2, 3, 4].map((n) => serverLetter(n, failure, asked)),
    queued(5, untaken, { sentAt: ASKED_AT }),
    queued(6, deadLetterBody({ original: '{', failure: aFailure({ reason: 'malformed' }) })),
  ]);
  interface Queued {
    readonly body: string;
    receiveCount: number;
    readonly messageId: string;
    readonly sentAt: number;
    readonly isCopy: boolean;
  }
  const queue: Queued[] = [];
  const accepted: string[] = [];
  const push = (body: string): void => {
    queue.push({
      body,
      receiveCount: 0,
      messageId: `sqs-${accepted.length}-${queue.length}`,
      sentAt: clock.at,
      isCopy: false,
    });
  };

  const seed = async (): Promise<void> => {
    for (const n of [1, 2, 3, 4])
      await ledger.write(
        anEntry({
          intent: anIntent({ serverId: serverOf(n), source: 'queue', ...asked }),
          ...{ firstAttemptAt: ASKED_AT, leaseUntil: 0 },
          ending: { kind: 'dead-lettered', because: failure.because, failure },
        }),
        undefined,
      );
  };

  /** The account and the cloud, with `around` at every call that leaves the process. */
  const portsOf = (around: Around): { readonly stack: OpenStack; readonly clouds: ConfiguredClouds } => {
    const wrap = <P extends object>(ports: P): P =>
      new Proxy(ports, {
        get: (target, name) => {
          const value: unknown = Reflect.get(target, name);
          if (typeof value !== 'function') return value;
          return (...args: readonly unknown[]) => around(String(name), () => Reflect.apply(value, target, args));
        },
      });
    const { clouds } = cloud;
    return {
      stack: {
        ...{ kind: 'stack', name: 'prod', region: 'eu-central-1', outputs: {} },
        ...{ freezes: wrap(ledger), records: wrap(ledger), letters: wrap(box), health: HEALTHY },
        requests: {
          send: (body) =>
            around('send', async () => {
              accepted.push(body);
              push(body);
              return { kind: 'sent' };
            }),
        },
      },
      clouds: {
        ...clouds,
        cloud: async (name) => {
          const opened = await clouds.cloud(name);
          return opened.kind === 'cloud' ? { kind: 'cloud', cloud: wrap(opened.cloud) } : opened;
        },
      },
    };
  };

  return {
    ...{ clock, cloud, ledger, box, accepted, seed },
    /** One run of `dead-letters replay --yes`. */
    replay: (around: Around): Promise<number> => {
      const { stack, clouds } = portsOf(around);
      const { terminal } = aTerminal();
      return program(['dead-letters', 'replay', '--stack', 'prod', '--yes'], '1.2.3', {
        ...{ ...terminal, clock, clouds: () => clouds },
        aws: async () => ({ stack: async () => stack, caller: async () => 'kim' }),
      });
    },
    /** The worker takes what is in the stop queue until nothing is left; each message twice, as SQS may. */
    deliver: async (): Promise<void> => {
      for (let turns = 0; queue.length > 0 && turns < 500; turns += 1) {
        const [message] = queue.splice(0, 1);
        if (message === undefined) return;
        message.receiveCount += 1;
        const Records = [message].map(({ messageId, body, receiveCount, sentAt }) => ({
          ...{ messageId, body, receiptHandle: messageId },
          attributes: {
            ApproximateReceiveCount: String(receiveCount),
            SentTimestamp: String(sentAt),
            ApproximateFirstReceiveTimestamp: String(sentAt),
          },
        }));
        const { batchItemFailures } = await work({ Records }, clock.at + MINUTE, {
          ...{ clouds: cloud.clouds, ledger, clock, timing: TIMING, telemetry: safeTelemetry({}) },
          ...UNGUARDED,
          ...{
            rolls: ledger.rolls,
            defaultCloud: 'otc',
            selectAtMost: 50,
            atMostPerRequest: 1_000,
            maxReceives: 1_000,
          },
          deadLetters: {
            send: async (letter) => {
              box.add(queued(100 + turns, deadLetterBody(letter)));
              return { kind: 'sent' };
            },
          },
          intents: {
            send: async (intents) => {
              for (const intent of intents) push(intentBody(intent));
              return { kind: 'sent' };
            },
          },
          rollCalls: {
            send: async (call) => {
              push(rollCallBody(call));
              return { kind: 'sent' };
            },
          },
          redelivery: { delay: async () => ({ kind: 'sent' }) },
        });
        if (batchItemFailures.length > 0) queue.push(message);
        else if (!message.isCopy) queue.push({ ...message, isCopy: true });
        clock.at += 10_000;
      }
      if (queue.length > 0) throw new Error(`never taken: ${queue[0]?.body}`);
    },
    stopsOf: (n: number): number => cloud.calls.filter((call) => call === `stop ${serverOf(n)}`).length,
    hasLetter: (n: number): boolean => box.letters().some(({ messageId }) => messageId === letterId(n)),
  };
};
