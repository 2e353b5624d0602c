import { describe, expect, test } from 'vitest';
import { readWebhookSettings, readWorkerSettings, SettingsError } from '../../../lib/settings/read-settings.ts';

// A public sample: the key of the Standard Webhooks test vector.
const SAMPLE_KEY = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';

const WORKER = {
  AWS_REGION: 'eu-central-1',
  QUEUE_URL: 'https://sqs.eu-central-1.amazonaws.com/123456789012/stops',
  DEAD_LETTER_QUEUE_URL: 'https://sqs.eu-central-1.amazonaws.com/123456789012/stops-dead',
  LEDGER_TABLE: 'lights-out',
  MAX_RECEIVES: '1000',
  VISIBILITY_TIMEOUT: '360',
};
const WEBHOOK = {
  AWS_REGION: 'eu-central-1',
  QUEUE_URL: 'http://127.0.0.1:4566/000000000000/stops',
  LEDGER_TABLE: 'lights-out',
  VISIBILITY_TIMEOUT: '360',
  WEBHOOK_SECRETS: SAMPLE_KEY,
};

const problemsOf = (read: () => unknown): readonly string[] => {
  try {
    read();
  } catch (error) {
    if (error instanceof SettingsError) return error.problems;
    throw error;
  }
  return [];
};
const workerProblems = (changes: Record<string, string | undefined>) =>
  problemsOf(() => readWorkerSettings({ ...WORKER, ...changes }));
const webhookProblems = (changes: Record<string, string | undefined>) =>
  problemsOf(() => readWebhookSettings({ ...WEBHOOK, ...changes }));

test.each(['NODE_TLS_REJECT_UNAUTHORIZED', 'OS_VERIFY', 'AWS_ENDPOINT_URL_SQS'])(
  'no function starts while %s weakens its certificate checks',
  (name) => {
    const problems = [expect.stringMatching(new RegExp(`^${name}: `))];
    expect(workerProblems({ [name]: '0' })).toEqual(problems);
    expect(webhookProblems({ [name]: '0' })).toEqual(problems);
  },
);

describe('the worker’s settings', () => {
  test('the worker’s settings have defaults for what the template does not write', () => {
    expect(readWorkerSettings(WORKER)).toStrictEqual({
      queueUrl: WORKER.QUEUE_URL,
      deadLetterQueueUrl: WORKER.DEAD_LETTER_QUEUE_URL,
      ledgerTable: 'lights-out',
      maxReceives: 1000,
      allowAdmin: false,
      guards: { requiresAllow: false, never: { ids: [], names: [] } },
      selectAtMost: 50,
      atMostPerRequest: 1000,
      defaultCloud: 'default',
      timing: {
        windowMs: 3_600_000,
        windowMaxMs: 86_400_000,
        windowMinMs: 360_000,
        patienceMs: 900_000,
        quarantineMs: 120_000,
        lookFirstMs: 60_000,
        lookAgainMinMs: 5000,
        lookAgainMaxMs: 300_000,
      },
    });
  });

  test('take every duration from its variable', () => {
    const { timing, cloudsSecretId } = readWorkerSettings({
      ...WORKER,
      CLOUDS_SECRET_ID: 'lights-out/clouds',
      VISIBILITY_TIMEOUT: '60',
      STOP_WINDOW: 'PT30M',
      STOP_WINDOW_MAX: 'P2D',
      STOP_PATIENCE: 'PT20M',
      STOP_QUARANTINE: 'PT90S',
      LOOK_FIRST: 'PT3M',
      LOOK_AGAIN_MIN: 'PT2S',
      LOOK_AGAIN_MAX: 'PT4M',
    });
    expect(timing).toEqual({
      windowMs: 1_800_000,
      windowMaxMs: 172_800_000,
      windowMinMs: 60_000,
      patienceMs: 1_200_000,
      quarantineMs: 90_000,
      lookFirstMs: 180_000,
      lookAgainMinMs: 2000,
      lookAgainMaxMs: 240_000,
    });
    expect(cloudsSecretId).toBe('lights-out/clouds');
  });

  test('the worker’s settings list every problem at once, one line each', () => {
    const read = () =>
      readWorkerSettings({ ...WORKER, QUEUE_URL: 'stops', LEDGER_TABLE: '', MAX_RECEIVES: '0', STOP_WINDOW: '1 hour' });
    expect(problemsOf(read)).toEqual([
      'QUEUE_URL: not an https URL without user and password (http only on this machine)',
      'LEDGER_TABLE: missing',
      'STOP_WINDOW: not a duration over zero, such as 30m, 2h, 1h30m or PT1H30M',
      'MAX_RECEIVES: not a whole number from 1 to 1000',
    ]);
    expect(read).toThrow(expect.objectContaining({ name: 'SettingsError' }));
    expect(read).toThrow(/^invalid settings:\nQUEUE_URL: .*\nLEDGER_TABLE: missing\n/);
  });

  test('the worker’s settings refuse a default cloud that no intent could be written with', () => {
    expect(workerProblems({ OS_CLOUD: 'a\nb' })).toEqual(['OS_CLOUD: not a name of one line, at most 256 bytes']);
    expect(webhookProblems({ OS_CLOUD: 'é'.repeat(129) })).toHaveLength(1);
  });

  test('the worker’s settings name everything that is missing', () => {
    expect(problemsOf(() => readWorkerSettings({}))).toEqual([
      'AWS_REGION: missing',
      'QUEUE_URL: missing',
      'LEDGER_TABLE: missing',
      'VISIBILITY_TIMEOUT: missing',
      'DEAD_LETTER_QUEUE_URL: missing',
      'MAX_RECEIVES: missing',
    ]);
  });

  test.each([
    ['LEDGER_TABLE', 'ab', 'not the name of a DynamoDB table'],
    ['DEAD_LETTER_QUEUE_URL', WORKER.QUEUE_URL, 'is the stop queue'],
    ['OS_ALLOW_ADMIN', 'maybe', 'not one of true, false, yes, no, on, off, 1, 0'],
    [
      'STOP_WINDOW',
      'PT17M59S',
      'the window of a request that names none (PT17M59S) is shorter than three deliveries may take (PT18M)',
    ],
    [
      'STOP_WINDOW',
      'PT24H1S',
      'the window of a request that names none (PT24H1S) is longer than the longest window (PT24H)',
    ],
    ['STOP_PATIENCE', 'P1DT1S', 'longer than P1D'],
    [
      'STOP_PATIENCE',
      'PT9S',
      'the shortest wait between two looks (PT5S) leaves no look at an accepted stop before its end (PT9S)',
    ],
    ['STOP_QUARANTINE', 'PT1H1S', 'longer than PT1H'],
    ['STOP_WINDOW_MAX', 'P7DT1S', 'longer than P7D'],
    ['STOP_QUARANTINE', 'PT10S', 'not longer than the PT10S that a stop may take'],
    ['LOOK_FIRST', 'PT1H1S', 'longer than PT1H'],
    ['LOOK_AGAIN_MIN', 'PT5M1S', 'the shortest wait between two looks (PT5M1S) is longer than the longest (PT5M)'],
    ['LOOK_AGAIN_MAX', 'PT1H1S', 'longer than PT1H'],
  ])('the worker’s settings say what is wrong with %s %s: %s', (name, value, problem) => {
    expect(workerProblems({ [name]: value })).toEqual([`${name}: ${problem}`]);
  });

  test.each([
    ['QUEUE_URL', 'http://example.org/stops'],
    ['QUEUE_URL', 'ftp://example.org/stops'],
    ['QUEUE_URL', 'xhttp://example.org/stops'],
    ['QUEUE_URL', 'https+unix://example.org/stops'],
    ['QUEUE_URL', 'https://user@example.org/stops'],
    ['QUEUE_URL', 'https://:canary@example.org/stops'],
    ['QUEUE_URL', 'https://user:canary@example.org/stops'],
    ['DEAD_LETTER_QUEUE_URL', WORKER.QUEUE_URL],
    ['LEDGER_TABLE', 'ab'],
    ['LEDGER_TABLE', 'x'.repeat(256)],
    ['LEDGER_TABLE', 'lights out'],
    ['MAX_RECEIVES', '1001'],
    ['MAX_RECEIVES', '1e2'],
    ['MAX_RECEIVES', ' 5'],
    ['VISIBILITY_TIMEOUT', '0'],
    ['VISIBILITY_TIMEOUT', '43201'],
    ['VISIBILITY_TIMEOUT', 'PT6M'],
    ['STOP_WINDOW', 'PT0S'],
    ['STOP_WINDOW', '-PT1H'],
    ['STOP_WINDOW', 'PT17M59S'],
    ['STOP_WINDOW', 'PT24H1S'],
    ['STOP_WINDOW_MAX', 'P7DT1S'],
    ['STOP_QUARANTINE', 'PT10S'],
    ['LOOK_FIRST', 'PT1H1S'],
    ['LOOK_AGAIN_MIN', 'PT5M1S'],
    ['LOOK_AGAIN_MAX', 'PT1H1S'],
    ['OS_ALLOW_ADMIN', 'maybe'],
  ])('the worker’s settings refuse %s %s, naming it and nothing else', (name, value) => {
    const problems = workerProblems({ [name]: value });
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(new RegExp(`^${name}: `));
    expect(problems[0]).not.toContain('canary');
  });

  test.each([
    ['STOP_WINDOW', 'PT18M'],
    ['STOP_WINDOW', 'PT24H'],
    ['STOP_WINDOW_MAX', 'P7D'],
    ['STOP_QUARANTINE', 'PT11S'],
    ['LOOK_FIRST', 'PT1H'],
    ['LOOK_AGAIN_MIN', 'PT5M'],
    ['LOOK_AGAIN_MAX', 'PT1H'],
    ['MAX_RECEIVES', '1'],
    ['LEDGER_TABLE', 'a_b'],
  ])('the worker’s settings accept %s %s, at the edge', (name, value) => {
    expect(workerProblems({ [name]: value })).toEqual([]);
  });

  test.each([
    ['true', true],
    ['Yes', true],
    ['ON', true],
    ['1', true],
    ['false', false],
    ['no', false],
    ['off', false],
    ['0', false],
    ['', false],
  ])('the worker’s settings read OS_ALLOW_ADMIN %j as %j', (value, allowAdmin) => {
    expect(readWorkerSettings({ ...WORKER, OS_ALLOW_ADMIN: value }).allowAdmin).toBe(allowAdmin);
  });
});

describe('the default cloud', () => {
  test.each([
    { env: {}, cloud: 'default' },
    { env: { OS_CLOUD: 'otc', OS_AUTH_URL: 'https://iam/v3' }, cloud: 'otc' },
    { env: { OS_CLOUD: '', OS_AUTH_URL: 'https://iam/v3' }, cloud: 'envvars' },
    { env: { OS_AUTH_URL: 'https://iam/v3', OS_CLOUD_NAME: 'mine' }, cloud: 'mine' },
    { env: { OS_CLOUD_NAME: 'mine', OS_REGION_NAME: 'eu-de', OS_ALLOW_ADMIN: 'no' }, cloud: 'default' },
    {
      env: { OS_CLIENT_CONFIG_FILE: 'clouds.yaml', OS_CLIENT_SECURE_FILE: 's.yaml', OS_USERNAME: '' },
      cloud: 'default',
    },
  ])('the default cloud of $env is $cloud', ({ env, cloud }) => {
    expect(readWorkerSettings({ ...WORKER, ...env }).defaultCloud).toBe(cloud);
  });
});

describe('the caps of a request', () => {
  test.each([
    ['1', 1],
    ['1000', 1000],
    ['25%', '25%'],
    ['100%', '100%'],
  ])('SELECT_AT_MOST may be %s', (text, selectAtMost) => {
    expect(readWorkerSettings({ ...WORKER, SELECT_AT_MOST: text })).toMatchObject({ selectAtMost });
  });

  test.each(['0', '1001', '-1', '1.5', '0%', '101%', '5 %', '05', 'all'])('SELECT_AT_MOST may not be %s', (text) => {
    const problem = 'SELECT_AT_MOST: not a whole number from 1 to 1000, or a share from 1% to 100%';
    expect(workerProblems({ SELECT_AT_MOST: text })).toEqual([problem]);
  });

  test('both functions read STOP_AT_MOST_PER_REQUEST, which is no share', () => {
    expect(readWorkerSettings({ ...WORKER, STOP_AT_MOST_PER_REQUEST: '7' })).toMatchObject({ atMostPerRequest: 7 });
    expect(readWebhookSettings({ ...WEBHOOK, STOP_AT_MOST_PER_REQUEST: '7' })).toMatchObject({ atMostPerRequest: 7 });
    const problems = ['STOP_AT_MOST_PER_REQUEST: not a whole number from 1 to 1000'];
    for (const text of ['0', '1001', '25%']) {
      expect(workerProblems({ STOP_AT_MOST_PER_REQUEST: text })).toEqual(problems);
      expect(webhookProblems({ STOP_AT_MOST_PER_REQUEST: text })).toEqual(problems);
    }
  });
});

describe('the webhook’s settings', () => {
  test('the webhook’s settings hold checked keys that cannot be printed', () => {
    const { keys } = readWebhookSettings({ ...WEBHOOK, WEBHOOK_SECRETS: `${SAMPLE_KEY}, ${SAMPLE_KEY}\n` });
    expect(keys.kind === 'keys' ? keys.keys.map((key) => key.reveal()) : keys).toEqual([SAMPLE_KEY, SAMPLE_KEY]);
    expect(JSON.stringify(keys)).not.toContain(SAMPLE_KEY);
  });

  test('the webhook’s settings name the secret that holds the keys', () => {
    const settings = readWebhookSettings({ ...WEBHOOK, WEBHOOK_SECRETS: '', WEBHOOK_SECRET_ID: 'lights-out/webhook' });
    expect(settings.keys).toEqual({ kind: 'secret', secretId: 'lights-out/webhook' });
    expect(settings.timing.windowMinMs).toBe(360_000);
  });

  test('the webhook’s settings need exactly one source of keys', () => {
    const problem = ['WEBHOOK_SECRET_ID, WEBHOOK_SECRETS: exactly one of them is needed'];
    expect(webhookProblems({ WEBHOOK_SECRETS: undefined })).toEqual(problem);
    expect(webhookProblems({ WEBHOOK_SECRET_ID: 'lights-out/webhook' })).toEqual(problem);
  });

  test('the webhook’s settings refuse a key that is too short, by its place', () => {
    const problems = webhookProblems({ WEBHOOK_SECRETS: `${SAMPLE_KEY} whsec_QQ==` });
    expect(problems).toEqual(['WEBHOOK_SECRETS: key 2 is not 24 to 64 bytes long']);
  });

  test('the webhook’s settings are not judged by what only the worker is given', () => {
    // With the default quarantine of two minutes this window would be too short for the worker.
    expect(webhookProblems({ STOP_WINDOW: 'PT1M', VISIBILITY_TIMEOUT: '20' })).toEqual([]);
    expect(webhookProblems({ STOP_WINDOW_MAX: 'PT30M' })).toEqual([
      'STOP_WINDOW_MAX: the window of a request that names none (PT1H) is longer than the longest window (PT30M)',
    ]);
  });

  test('the webhook’s settings do not need what only the worker does', () => {
    expect(webhookProblems({ MAX_RECEIVES: 'x', DEAD_LETTER_QUEUE_URL: 'x' })).toEqual([]);
  });
});

describe('the channels of reports', () => {
  test.each([
    ['EVENT_BUS', 'operations', { eventBus: 'operations' }],
    [
      'EVENT_BUS',
      'arn:aws:events:eu-central-1:123456789012:event-bus/ops',
      { eventBus: 'arn:aws:events:eu-central-1:123456789012:event-bus/ops' },
    ],
    [
      'SUMMARY_TOPIC_ARN',
      'arn:aws:sns:eu-central-1:123456789012:nights',
      { summaryTopicArn: 'arn:aws:sns:eu-central-1:123456789012:nights' },
    ],
  ])('%s %s is read', (name, value, expected) => {
    expect(readWorkerSettings({ ...WORKER, [name]: value })).toMatchObject(expected);
  });

  test('a channel that is empty is switched off', () => {
    const settings = readWorkerSettings({ ...WORKER, EVENT_BUS: '', SUMMARY_TOPIC_ARN: '' });
    expect(settings).not.toHaveProperty('eventBus');
    expect(settings).not.toHaveProperty('summaryTopicArn');
  });

  test.each([
    ['EVENT_BUS', 'two words', 'EVENT_BUS: not the name or ARN of an event bus'],
    ['EVENT_BUS', 'arn:aws:events:eu-central-1:1:rule/x', 'EVENT_BUS: not the name or ARN of an event bus'],
    ['SUMMARY_TOPIC_ARN', 'nights', 'SUMMARY_TOPIC_ARN: not the ARN of an SNS topic'],
  ])('%s %s is refused', (name, value, problem) => {
    expect(() => readWorkerSettings({ ...WORKER, [name]: value })).toThrow(problem);
  });
});
