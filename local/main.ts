import { leaveOnSignals } from './leave.ts';

// First of all, and the rest is loaded after it: loading takes a second in which somebody may press Ctrl-C.
const leaving = leaveOnSignals();
const { startNight } = await import('./start-night.ts');
process.exitCode = await startNight(leaving);
