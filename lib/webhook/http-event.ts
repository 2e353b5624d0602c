/** What we read of an HTTP event (API Gateway, payload 2.0): header names are in lower case, doubles joined by commas. */
export interface HttpEvent {
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body?: unknown;
  readonly isBase64Encoded: boolean;
  /** `timeEpoch`: when the gateway took the request, in milliseconds, by its own clock. */
  readonly requestContext?: { readonly timeEpoch?: number };
}

/** The body as it came over the wire. */
export const rawBody = ({ body, isBase64Encoded }: HttpEvent): Buffer =>
  Buffer.from(typeof body === 'string' ? body : '', isBase64Encoded ? 'base64' : 'utf8');
