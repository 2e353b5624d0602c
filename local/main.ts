import { leaveOnSignals } from './leave.ts';

// First, before the rest is loaded: loading takes a second, in which Ctrl-C must work too.
const leaving = leaveOnSignals();
const { startNight } = await import('./start-night.ts');
process.exitCode = await startNight(leaving);
