/** Where the rehearsal deploys to. */
export const STAGE = 'rehearsal';
export const STACK = `lights-out-${STAGE}`;
export const REGION = 'eu-central-1';
export const CREDENTIALS = { accessKeyId: 'rehearsal', secretAccessKey: 'rehearsal' } as const;
// moto's own.
const ACCOUNT = '123456789012';
export const QUEUE_ARN = `arn:aws:sqs:${REGION}:${ACCOUNT}:${STACK}-stop`;

/** The variables that lead every AWS client to moto. */
export const awsEnvironment = (url: string): Readonly<Record<string, string>> => ({
  AWS_REGION: REGION,
  AWS_DEFAULT_REGION: REGION,
  AWS_ACCESS_KEY_ID: CREDENTIALS.accessKeyId,
  AWS_SECRET_ACCESS_KEY: CREDENTIALS.secretAccessKey,
  AWS_ENDPOINT_URL: url,
});
