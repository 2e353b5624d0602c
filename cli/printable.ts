import { logText } from '../lib/telemetry/log-fields.ts';

/** Text from a cloud or a caller as a terminal may show it: on one line, without codes that move the cursor or turn the text. */
export const printable = (text: string): string => logText(text.replace(/\s+/g, ' '));
