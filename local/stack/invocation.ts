/** How one invocation of a function ended. `failed`: it threw, ran out of time or died, in Lambda's own words. */
export type Invocation =
  | { readonly kind: 'answered'; readonly payload: string }
  | Failed
  | { readonly kind: 'throttled' };

/** What Lambda reports instead of an answer. */
export interface Failed {
  readonly kind: 'failed';
  readonly errorType: string;
  readonly errorMessage: string;
}
