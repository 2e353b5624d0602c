import { describe, expect, test } from 'vitest';
import { readRunSettings } from '../../../cli/cloud/run-settings.ts';
import { readStackSettings } from '../../../deploy/stack-settings.ts';
import { DEFAULT_TIMING } from '../../../lib/power/timing.ts';
import { shortestRedeliveriesMs } from '../../../lib/settings/queue-rules.ts';
import { readWorkerSettings, SettingsError } from '../../../lib/settings/read-settings.ts';
import { aStack } from '../../deploy/a-stack.ts';

const FUNCTION = {
  AWS_REGION: 'eu-central-1',
  QUEUE_URL: 'https://sqs.eu-central-1.amazonaws.com/123456789012/stops',
  DEAD_LETTER_QUEUE_URL: 'https://sqs.eu-central-1.amazonaws.com/123456789012/stops-dead',
  LEDGER_TABLE: 'lights-out',
  MAX_RECEIVES: '1000',
  VISIBILITY_TIMEOUT: '360',
};

type Given = Readonly<Record<string, string>>;

const inFunction = (set: Given): readonly string[] => {
  try {
    readWorkerSettings({ ...FUNCTION, ...set });
    return [];
  } catch (error) {
    if (error instanceof SettingsError) return error.problems;
    throw error;
  }
};
const inCommand = (set: Given): readonly string[] => {
  const read = readRunSettings(set);
  return read.kind === 'problems' ? read.problems : [];
};
const paramOf = (variable: string): string =>
  variable.toLowerCase().replace(/_(.)/g, (_, letter: string) => letter.toUpperCase());
const inStack = (set: Given): readonly string[] => {
  const params = Object.fromEntries(Object.entries(set).map(([name, value]) => [paramOf(name), value]));
  const read = readStackSettings('serverless.yml', { ...aStack, ...params });
  return read.kind === 'problems' ? read.problems.map((problem) => problem.replace('serverless.yml: ', '')) : [];
};

const PLACES = [
  { place: 'a function', problemsOf: inFunction, nameOf: (name: string) => name },
  { place: 'the command', problemsOf: inCommand, nameOf: (name: string) => name },
  { place: 'the stack', problemsOf: inStack, nameOf: paramOf },
];

const EVERY_NAME =
  /STOP_\w+|LOOK_AGAIN_\w+|VISIBILITY_TIMEOUT|MAX_RECEIVES|stop[A-Z]\w+|lookAgain\w+|visibilityTimeout|maxReceives/g;

describe.each(PLACES)('in $place', ({ problemsOf, nameOf }) => {
  test.each<[Given]>([
    [{ STOP_WINDOW: 'PT30S' }],
    [{ STOP_WINDOW: 'PT30H' }],
    [{ STOP_WINDOW: 'P999999D' }],
    [{ STOP_WINDOW_MAX: 'PT30M' }],
    [{ STOP_WINDOW_MAX: 'P8D' }],
    [{ STOP_WINDOW: 'PT50H', STOP_WINDOW_MAX: 'PT20H' }],
    [{ STOP_PATIENCE: 'P1DT1S' }],
    [{ STOP_PATIENCE: 'PT1S' }],
    [{ STOP_QUARANTINE: 'PT10S' }],
    [{ STOP_QUARANTINE: 'PT1H' }],
    [{ STOP_QUARANTINE: 'PT1H1S' }],
    [{ STOP_QUARANTINE: 'PT45M', STOP_WINDOW: 'PT30M' }],
    [{ LOOK_AGAIN_MIN: 'PT10M' }],
    [{ LOOK_AGAIN_MAX: 'PT0S' }],
    [{ LOOK_AGAIN_MAX: 'PT1H1S' }],
  ])('%j is refused, and what was set is named and nothing else', (set) => {
    const problems = problemsOf(set);
    expect(problems).not.toEqual([]);
    const named = problems.flatMap((problem) => problem.match(EVERY_NAME) ?? []);
    expect(new Set(named)).toEqual(new Set(Object.keys(set).map(nameOf)));
  });

  test.each<[Given]>([
    [{ STOP_WINDOW: 'PT30M', STOP_WINDOW_MAX: 'PT30M' }],
    [{ STOP_QUARANTINE: 'PT30M' }],
    [{ STOP_QUARANTINE: 'PT11S' }],
    [{ STOP_PATIENCE: 'PT10S' }],
    [{ LOOK_AGAIN_MIN: 'PT5S', LOOK_AGAIN_MAX: 'PT5M' }],
    [{ LOOK_AGAIN_MIN: 'PT7M', LOOK_AGAIN_MAX: 'PT10M' }],
  ])('%j is accepted', (set) => expect(problemsOf(set)).toEqual([]));
});

test('two settings that clash are both named, and a default that clashes with one is not', () => {
  expect(inFunction({ LOOK_AGAIN_MIN: 'PT10S', LOOK_AGAIN_MAX: 'PT8S' })).toEqual([
    'LOOK_AGAIN_MIN, LOOK_AGAIN_MAX: the shortest wait between two looks (PT10S) is longer than the longest (PT8S)',
  ]);
  expect(inFunction({ LOOK_AGAIN_MAX: 'PT3S' })).toEqual([
    'LOOK_AGAIN_MAX: the shortest wait between two looks (PT5S) is longer than the longest (PT3S)',
  ]);
  expect(inCommand({ STOP_WINDOW: 'PT2M' })).toEqual([
    'STOP_WINDOW: the quarantine of a lost answer (PT2M) leaves no time for another stop in the window of a request that names none (PT2M)',
  ]);
});

test('the shortest redeliveries are the least delay each time, half of the most in the long run', () => {
  const timing = { ...DEFAULT_TIMING, lookAgainMinMs: 1000, lookAgainMaxMs: 4000 };
  // Caps of 2, 3, 4, 4 seconds, half of each, and never less than the least.
  expect(shortestRedeliveriesMs(timing, 4)).toBe(1000 + 1500 + 2000 + 2000);
});
