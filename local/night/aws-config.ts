import { PEOPLE_IDS } from '../stack/callers.ts';
import { CREDENTIALS, REGION } from '../stack/place.ts';
import type { Stack } from '../stack/stack.ts';

/** The profile of the person on call, who may freeze too. */
export const ON_CALL = 'on-call';

const SERVICES = 'lights-out-night';

/**
 * An AWS config file for a running stack: a profile for each person, and the address of each service (AWS SDKs and Tools Reference
 * Guide, "Service-specific endpoints": read by the SDK for JavaScript, and by the AWS CLI since 2.13).
 */
export const awsConfig = ({ endpoints }: Pick<Stack, 'endpoints'>): string => {
  const profiles = PEOPLE_IDS.map((id) =>
    [
      `[profile ${id}]`,
      `region = ${REGION}`,
      `aws_access_key_id = ${id}`,
      `aws_secret_access_key = ${CREDENTIALS.secretAccessKey}`,
      `services = ${SERVICES}`,
    ].join('\n'),
  );
  const services = Object.entries(endpoints).map(([service, url]) => `${service} =\n  endpoint_url = ${url}`);
  return `${[...profiles, [`[services ${SERVICES}]`, ...services].join('\n')].join('\n\n')}\n`;
};
