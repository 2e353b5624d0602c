import { HOUR, NOON } from '../builders.ts';
import { fault, idOf } from '../cli/a-cloud.ts';
import { type ATerminal, aTerminal } from '../cli/a-terminal.ts';
import { anAws } from '../cli/an-aws.ts';
import { KEY } from '../lib/webhook/a-webhook.ts';
import { afterNight, LETTER_IDS, STOPPED_SERVER } from './json-night.ts';

/** Runs of a command with `--json`: together they show every field that docs/commands.md has of it. */
export interface Situation {
  readonly command: string;
  /** What is typed after the command, without `--json`. */
  readonly args: readonly string[];
  /** The terminal that it is typed at; absent: an empty one. */
  readonly at?: () => ATerminal | Promise<ATerminal>;
}

const [ONE, TWO] = [idOf(1), idOf(2)] as const;
const machines = { [ONE]: { server: { name: 'bms-db-01', tags: ['env=dev'] } }, [TWO]: {} };

const withoutTwo = (): ATerminal => {
  const terminal = aTerminal({ machines });
  terminal.cloud.instead = (_verb, id) =>
    id === TWO ? fault({ kind: 'refused', trouble: 'not-found', message: 'HTTP 404' }) : undefined;
  return terminal;
};

/** The stack `prod`, with a freeze of each of these clouds; null is that of all. */
const frozen = async (...clouds: readonly (string | null)[]): Promise<ATerminal> => {
  const { aws, freezes } = anAws();
  const freeze = { frozenAt: NOON - HOUR, untilAt: NOON + HOUR, by: 'lee', why: 'audit', owner: 'lee', revision: 1 };
  for (const cloud of clouds) await freezes.putFreeze({ ...freeze, cloud }, undefined);
  return aTerminal({ aws, env: { LIGHTS_OUT_STACK: 'prod' } });
};

export const SITUATIONS: readonly Situation[] = [
  { command: 'why', args: [STOPPED_SERVER], at: afterNight },
  { command: 'requests', args: [], at: afterNight },
  { command: 'request', args: ['weekday-nights'], at: afterNight },
  { command: 'ask', args: [ONE], at: afterNight },
  { command: 'dead-letters list', args: [], at: afterNight },
  ...LETTER_IDS.map((id) => ({ command: 'dead-letters show', args: [id], at: afterNight })),
  { command: 'dead-letters replay', args: ['--yes'], at: afterNight },
  { command: 'dead-letters drop', args: [...LETTER_IDS, '--yes'], at: afterNight },
  { command: 'report', args: ['--since', '24h', '--rates', 'rates.yml'], at: afterNight },
  { command: 'report', args: ['--rates', 'other.yml'], at: afterNight },
  { command: 'stop', args: [ONE, TWO], at: withoutTwo },
  { command: 'stop', args: [ONE, '--dry-run'], at: () => aTerminal({ machines }) },
  { command: 'servers', args: ['--tag', 'env=dev'], at: () => aTerminal({ machines }) },
  { command: 'freeze', args: ['--until', '2h', '--why', 'release'], at: () => frozen() },
  { command: 'freeze', args: ['--until', '2h', '--why', 'release', '--cloud', 'otc'], at: () => frozen('otc') },
  { command: 'thaw', args: [], at: () => frozen() },
  { command: 'thaw', args: ['--cloud', 'otc'], at: () => frozen('otc', null) },
  {
    command: 'sign',
    args: ['body.json'],
    at: () => aTerminal({ files: { 'body.json': `{"serverIds":["${ONE}"]}` }, env: { WEBHOOK_SECRETS: KEY } }),
  },
];
