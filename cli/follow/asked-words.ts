import type { Instant } from '../../lib/instant.ts';
import type { Roll } from '../../lib/power/roll.ts';
import { calledBy } from '../../lib/roll/notice.ts';
import { printable } from '../terminal/terminal.ts';
import { utcText } from '../terminal/utc.ts';

/** A request by what people know it by: a schedule by its name, any other by its id. */
export const requestCalled = (key: Pick<Roll, 'source' | 'requestId'>): string => printable(calledBy(key));

/** A schedule's id without its ARN: `weekday-nights@2026-11-30T20:00:00.000Z`; any other id as it is. */
export const shortRequestId = ({ source, requestId }: Pick<Roll, 'source' | 'requestId'>): string =>
  source === 'schedule' ? requestId.slice(requestId.lastIndexOf('/') + 1) : requestId;

/** What came of a request that stops nothing: `none-matched: none of 9 servers matched`. */
export const verdictText = ({ verdict, because }: Pick<Roll, 'verdict' | 'because'>): string =>
  `nothing stopped, ${verdict}: ${printable(because.replace(/^excepted: /, ''))}`;

/** One of several requests: its id, who sent it, when. */
export const candidateText = (
  key: Pick<Roll, 'source' | 'requestId' | 'cloud' | 'dryRun'> & { readonly requestedAt: Instant },
): string =>
  `${printable(shortRequestId(key))} (${key.dryRun ? 'rehearsal, ' : ''}${key.source}, cloud ${printable(key.cloud)}, ${utcText(key.requestedAt)})`;
