import { mkdir, writeFile } from 'node:fs/promises';
import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { pageOf } from '../../cli/report/page/page.ts';
import { readNight } from '../../cli/report/read/read-night.ts';
import { dynamoClient, dynamoLedger } from '../../lib/aws/dynamo-table.ts';
import { systemClock } from '../../lib/clock.ts';
import { hostPlace } from '../../lib/openstack/config/files.ts';
import { createTransport } from '../../lib/openstack/http/transport.ts';
import { createClouds } from '../../lib/openstack/open-clouds.ts';
import { nameThrown } from '../../lib/telemetry/thrown.ts';
import { CREDENTIALS, REGION } from '../stack/place.ts';
import type { Stack } from '../stack/stack.ts';
import type { Night } from './night.ts';

// It outlives the night, and is in .gitignore.
const REPORTS = new URL('../../reports/', import.meta.url);

const DAY_MS = 24 * 60 * 60_000;

/** Where the page of the newest night is. */
export const NIGHT_PAGE = fileURLToPath(new URL('night.html', REPORTS));

/** The night as `lights-out report` would write it. Throws when the embedded table does not answer. */
const nightPage = async (
  night: Pick<Night, 'environment'>,
  { tableName, awsEnvironment }: Pick<Stack, 'tableName' | 'awsEnvironment'>,
): Promise<string> => {
  const { AWS_ENDPOINT_URL_DYNAMODB: endpoint = '' } = awsEnvironment;
  const client = dynamoClient({ endpoint, region: REGION, credentials: CREDENTIALS });
  try {
    const clouds = createClouds({
      place: hostPlace(night.environment),
      clock: systemClock,
      allowAdmin: false,
      createTransport,
    });
    const sources = { records: dynamoLedger({ client, table: tableName }), clouds, clock: systemClock };
    // The table is of this night alone; a request in it may be stamped hours before.
    const read = await readNight({ kind: 'since', fromAt: systemClock.now() - DAY_MS }, 'a simulated night', sources);
    if (read.kind !== 'night') throw new Error('because' in read ? read.because : read.kind);
    return pageOf(read.night, { stack: 'on this machine' });
  } finally {
    client.destroy();
  }
};

/** Writes the page and says where it is, in one line; a page that fails is one line, too, and no failed night. */
export const writeNightPage = async (...of: Parameters<typeof nightPage>): Promise<string> => {
  try {
    const page = await nightPage(...of);
    await mkdir(REPORTS, { recursive: true });
    await writeFile(NIGHT_PAGE, page);
    return `The night as a page: ${relative(process.cwd(), NIGHT_PAGE)}`;
  } catch (error) {
    const { errorCode } = nameThrown(error);
    const why = errorCode ?? (error instanceof Error ? error.message : 'unknown');
    return `The night as a page was not written: ${why}`;
  }
};
