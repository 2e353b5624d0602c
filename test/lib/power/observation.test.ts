import { describe, expect, test } from 'vitest';
import { isUnchanged, type SeenServer } from '../../../lib/power/observation.ts';
import type { Server } from '../../../lib/power/server.ts';
import { aServer, at } from '../../builders.ts';

describe('two looks', () => {
  const seen = (server: Server, offsetMs: number | null = 0): SeenServer => ({
    kind: 'server',
    seenAt: at(10),
    offsetMs,
    server,
    userId: 'ours',
  });

  test('two looks show an unchanged server when Nova’s answers agree, whatever each says of its clock', () => {
    const first = seen(aServer({ updatedAt: at(-3) }), 3_000);
    expect(isUnchanged(first, seen(aServer({ updatedAt: at(-2.4) }), 2_400))).toBe(true);
    expect(isUnchanged(first, seen(aServer({ updatedAt: at(-3) }), 4_000))).toBe(false);
    const untold = seen(aServer({ updatedAt: at(0) }), null);
    expect(isUnchanged(untold, untold)).toBe(true);
  });

  test('two looks without an update time prove nothing', () => {
    const untold = seen(aServer({ updatedAt: null }));
    expect(isUnchanged(untold, untold)).toBe(false);
  });
});
