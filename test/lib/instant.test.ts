import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { durationInWords, formatDurationMs, formatInstant, parseDurationMs, parseInstant } from '../../lib/instant.ts';

describe('instants', () => {
  test.each([
    ['2026-11-23T12:00:00Z', 1_795_435_200_000],
    ['2026-11-23T12:00:00.250Z', 1_795_435_200_250],
    ['2026-11-23T13:00:00+01:00', 1_795_435_200_000],
    ['2026-11-23T06:30:00-05:30', 1_795_435_200_000],
    ['2026-11-24T09:00:00+21:00', 1_795_435_200_000],
    ['2024-02-29T00:00:00Z', 1_709_164_800_000],
    ['1970-01-01T00:00:00Z', 0],
    ['0000-01-01T00:00:00Z', -62_167_219_200_000],
    ['0000-01-01T00:00:00-00:01', -62_167_219_140_000],
    ['0000-02-29T00:00:00Z', -62_162_121_600_000],
    ['0099-12-31T23:59:59Z', -59_011_459_201_000],
    ['9999-12-31T23:59:59.999Z', 253_402_300_799_999],
  ])('the instant %s is read', (text, at) => {
    expect(parseInstant(text)).toBe(at);
  });

  test.each([
    '',
    '2026-11-23',
    '2026-11-23T12:00:00',
    '2026-11-23 12:00:00Z',
    '2026-11-23t12:00:00z',
    '2026-02-29T12:00:00Z',
    '2026-04-31T12:00:00Z',
    '2026-13-01T12:00:00Z',
    '2026-11-23T24:00:00Z',
    '2026-11-23T12:60:00Z',
    '2026-11-23T12:00:60Z',
    '2026-11-23T12:00:00+24:00',
    '2026-11-23T12:00:00.Z',
    ' 2026-11-23T12:00:00Z',
    '2026-11-23T12:00:00Zx',
    '12026-11-23T12:00:00Z',
    '0000-01-01T00:00:00+00:01',
    '0100-02-29T00:00:00Z',
    '0001-02-29T00:00:00Z',
    '9999-12-31T23:59:59-00:01',
    '2026-11-23T12:00:00Z\n',
    '1795435200',
    '<aws.scheduler.scheduled-time>',
  ])('%j is refused as an instant', (text) => {
    expect(parseInstant(text)).toBeUndefined();
  });

  test('every instant that is written can be read', () => {
    fc.assert(
      fc.property(fc.integer({ min: -62_167_219_200_000, max: 253_402_300_799_999 }), (at) => {
        expect(parseInstant(formatInstant(at))).toBe(at);
      }),
    );
  });

  test('an instant is written in UTC with milliseconds', () => {
    expect(formatInstant(1_795_435_200_250)).toBe('2026-11-23T12:00:00.250Z');
  });
});

describe('durations', () => {
  test.each([
    ['PT1H', 3_600_000],
    ['PT90M', 5_400_000],
    ['PT30S', 30_000],
    ['P1D', 86_400_000],
    ['P1DT2H3M4S', 93_784_000],
    ['P14D', 1_209_600_000],
    ['PT0S', 0],
    ['30m', 1_800_000],
    ['2h', 7_200_000],
    ['1h30m', 5_400_000],
    ['90s', 90_000],
    ['1d', 86_400_000],
    ['1d2h3m4s', 93_784_000],
    ['0s', 0],
  ])('the duration %s is read', (text, ms) => {
    expect(parseDurationMs(text)).toBe(ms);
  });

  test.each([
    '',
    'P',
    'PT',
    'P1DT',
    'P1M',
    'P1W',
    'P1Y',
    '-PT1H',
    '+PT1H',
    'PT-1H',
    'PT1.5H',
    'pt1h',
    ' PT1H',
    'PT1H1H',
    'PT1M1H',
    '1H',
    'PT1234567H',
    '30',
    'm',
    '30M',
    '1h30',
    '1.5h',
    '-1h',
    '30m1h',
    '1h1h',
    '1h 30m',
    ' 1h',
    '1h\n',
    'P1h',
    'T1h',
    '2w',
    '500ms',
    '1234567s',
  ])('%j is refused as a duration', (text) => {
    expect(parseDurationMs(text)).toBeUndefined();
  });

  test.each([
    [0, 'PT0S'],
    [30_000, 'PT30S'],
    [360_000, 'PT6M'],
    [3_600_000, 'PT1H'],
    [86_400_000, 'PT24H'],
    [3_661_000, 'PT1H1M1S'],
  ])('%d ms are written as a duration', (ms, text) => {
    expect(formatDurationMs(ms)).toBe(text);
  });

  test('every duration that is written can be read', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 999_999 }), (seconds) => {
        expect(parseDurationMs(formatDurationMs(seconds * 1000))).toBe(seconds * 1000);
      }),
    );
  });
});

test.each([
  [0, '0 s'],
  [45_400, '45 s'],
  [60_000, '1 min'],
  [185_000, '3 min 5 s'],
  [7_200_000, '2 h'],
  [7_805_000, '2 h 10 min'],
])('a duration of %i ms is %s in words', (ms, words) => {
  expect(durationInWords(ms)).toBe(words);
});
