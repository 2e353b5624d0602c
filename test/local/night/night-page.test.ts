import { expect, test } from 'vitest';
import { writeNightPage } from '../../../local/night/night-page.ts';

test('A page that cannot be written is one line, and the night goes on', async () => {
  // Nothing listens on the first port.
  const stack = { tableName: 'none', awsEnvironment: { AWS_ENDPOINT_URL_DYNAMODB: 'http://127.0.0.1:1' } };
  const line = await writeNightPage({ environment: {} }, stack);
  expect(line).toMatch(/^The night as a page was not written: .*ECONNREFUSED/);
  expect(line.split('\n')).toHaveLength(1);
});
