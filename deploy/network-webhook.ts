import type { TemplateValue } from './resources.ts';

/** How much the webhook takes: calls a second, and the concurrency that is reserved for it (empty: none). */
export interface WebhookParams {
  readonly webhookCallsPerSecond: string;
  readonly webhookConcurrency: string;
}

// The default quota of an account (Lambda Developer Guide, "Lambda quotas"); a new account may have less, and then takes no reservation.
const CONCURRENCY_MAX = 1000;
// Twice of it is API Gateway's burst for all of an account (API Gateway Developer Guide, quotas: 5,000).
const CALLS_MAX = 2500;

const wholeProblem = (text: string, most: number): string | undefined =>
  /^[1-9]\d{0,4}$/.test(text) && Number(text) <= most ? undefined : `not a whole number from 1 to ${most}`;

/** What is wrong with the webhook's parameters, by name. */
export const webhookProblems = (
  given: WebhookParams,
): readonly (readonly [keyof WebhookParams, string | undefined])[] => [
  ['webhookCallsPerSecond', wholeProblem(given.webhookCallsPerSecond, CALLS_MAX)],
  [
    'webhookConcurrency',
    given.webhookConcurrency === '' ? undefined : wholeProblem(given.webhookConcurrency, CONCURRENCY_MAX),
  ],
];

/** `DefaultRouteSettings` of the API's stage: the rate in calls a second, and twice of it at once. */
export const throttle = ({ webhookCallsPerSecond }: WebhookParams): TemplateValue => ({
  ThrottlingRateLimit: Number(webhookCallsPerSecond),
  ThrottlingBurstLimit: 2 * Number(webhookCallsPerSecond),
});

/** `ReservedConcurrentExecutions` of the webhook; undefined: it shares the account's concurrency. */
export const reservedConcurrency = ({ webhookConcurrency }: WebhookParams): number | undefined =>
  webhookConcurrency === '' ? undefined : Number(webhookConcurrency);
