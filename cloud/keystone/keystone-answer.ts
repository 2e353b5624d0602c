import { type Answer, jsonAnswer } from '../answer.ts';

const TITLES = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  409: 'Conflict',
} as const;

/** Keystone's error body: `{"error": {"code", "message", "title"}}`. `more` adds fields to it. */
export const keystoneError = (status: keyof typeof TITLES, message: string, more: object = {}): Answer =>
  jsonAnswer(status, { error: { code: status, ...more, message, title: TITLES[status] } });

/** The answer to every login that does not hold, whatever was wrong with it. */
export const unauthorized = (authUrl: string): Answer => ({
  ...keystoneError(401, 'The request you have made requires authentication.'),
  headers: { 'Content-Type': 'application/json', 'WWW-Authenticate': `Keystone uri="${authUrl}"` },
});

/** A 400 that names what was missed. */
export const expecting = (what: string): Answer =>
  keystoneError(
    400,
    `Expecting to find ${what}. The server could not comply with the request since it is either malformed or otherwise incorrect. The client is assumed to be in error.`,
  );
