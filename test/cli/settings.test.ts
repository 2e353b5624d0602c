import { describe, expect, test } from 'vitest';
import { readRunSettings } from '../../cli/cloud/run-settings.ts';

describe('readRunSettings', () => {
  test('The command looks sooner than a queue does, and keeps the other defaults', () => {
    expect(readRunSettings({})).toEqual({
      kind: 'settings',
      settings: {
        timing: {
          windowMs: 3_600_000,
          windowMaxMs: 86_400_000,
          windowMinMs: 20_000,
          patienceMs: 900_000,
          quarantineMs: 120_000,
          lookFirstMs: 1_000,
          lookAgainMinMs: 1_000,
          lookAgainMaxMs: 15_000,
        },
        allowAdmin: false,
        selectAtMost: 50,
        atMostPerRequest: 1000,
        atMostNamed: Number.POSITIVE_INFINITY,
        guards: { requiresAllow: false, never: { ids: [], names: [] } },
      },
    });
  });

  test('The command reads the timing variables, but not the visibility timeout of a queue', () => {
    const env = { LOOK_AGAIN_MIN: 'PT5S', STOP_WINDOW: 'PT10M', OS_ALLOW_ADMIN: 'true', VISIBILITY_TIMEOUT: '3600' };
    expect(readRunSettings(env)).toMatchObject({
      settings: { timing: { lookAgainMinMs: 5_000, windowMs: 600_000, windowMinMs: 20_000 }, allowAdmin: true },
    });
  });

  test('The cap of a selection is a number of servers or a share of all, and the cap of every request a number', () => {
    expect(readRunSettings({ SELECT_AT_MOST: '25%', STOP_AT_MOST_PER_REQUEST: '20' })).toMatchObject({
      settings: { selectAtMost: '25%', atMostPerRequest: 20, atMostNamed: 20 },
    });
    expect(readRunSettings({ SELECT_AT_MOST: '0', STOP_AT_MOST_PER_REQUEST: '1001' })).toMatchObject({
      problems: [
        'SELECT_AT_MOST: not a whole number from 1 to 1000, or a share from 1% to 100%',
        'STOP_AT_MOST_PER_REQUEST: not a whole number from 1 to 1000',
      ],
    });
  });

  test('The command refuses a process whose certificate checks are weakened', () => {
    expect(readRunSettings({ NODE_TLS_REJECT_UNAUTHORIZED: '0' })).toEqual({
      kind: 'problems',
      problems: ['NODE_TLS_REJECT_UNAUTHORIZED: certificates are always checked: unset it'],
    });
  });

  test('The command lists every problem of its settings', () => {
    expect(readRunSettings({ STOP_WINDOW: '1 h', STOP_PATIENCE: 'P1Y', LOOK_AGAIN_MIN: 'PT1M' })).toMatchObject({
      problems: [
        expect.stringMatching(/^STOP_WINDOW: /),
        expect.stringMatching(/^STOP_PATIENCE: /),
        expect.stringMatching(/^LOOK_AGAIN_MIN: /),
      ],
    });
  });
});
