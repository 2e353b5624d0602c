import { journeys } from './journeys.ts';
import { simulatedJourneys } from './simulated-journeys.ts';

journeys('the simulated cloud', simulatedJourneys);
