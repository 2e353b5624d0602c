import type { CloudFault } from './faults.ts';

type AnswerFault = Extract<CloudFault, { kind: 'answer' }>;

const HTML = { 'Content-Type': 'text/html' };

/** A proxy's page; `when` after: Nova has acted on the call all the same. */
export const speaksHtml = (status: number, when: AnswerFault['when'] = 'before'): AnswerFault => ({
  kind: 'answer',
  when,
  status,
  headers: HTML,
  body: `<html><body><h1>${status}</h1></body></html>`,
});

/** A status and nothing else. */
export const saysOnly = (status: number, when: AnswerFault['when'] = 'before'): AnswerFault => ({
  kind: 'answer',
  when,
  status,
  headers: {},
  body: '',
});

/** Nova's 429, with `Retry-After` in the header as it is given here, and in the body. */
export const throttles = (retryAfter: string): AnswerFault => ({
  kind: 'answer',
  when: 'before',
  status: 429,
  headers: { 'Content-Type': 'application/json; charset=UTF-8', 'Retry-After': retryAfter },
  body: JSON.stringify({ overLimit: { code: 429, message: 'This request was rate-limited.', retryAfter } }),
});

/** Nova's own 503. */
export const isUnavailable = (): AnswerFault => ({
  kind: 'answer',
  when: 'before',
  status: 503,
  headers: { 'Content-Type': 'application/json; charset=UTF-8' },
  body: JSON.stringify({ serviceUnavailable: { code: 503, message: 'Service is unavailable at this time.' } }),
});

/** A token that is good is refused. */
export const refusesTheToken = (): AnswerFault => ({
  kind: 'answer',
  when: 'before',
  status: 401,
  headers: { 'Content-Type': 'application/json' },
  body: JSON.stringify({
    error: { code: 401, title: 'Unauthorized', message: 'The request you have made requires authentication.' },
  }),
});

/** Somewhere else, please. */
export const redirects = (location: string): AnswerFault => ({
  kind: 'answer',
  when: 'before',
  status: 302,
  headers: { Location: location },
  body: '',
});
