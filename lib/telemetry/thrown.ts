/** What a log may say of something that was thrown. */
export interface Thrown {
  readonly errorName: string | null;
  /** Node's or the SDK's code (`ECONNRESET`, `ThrottlingException`). */
  readonly errorCode: string | null;
  /** Where, innermost first: at most three places of code. */
  readonly errorAt: string | null;
}

const NAME = /^[\w.-]{1,64}$/;
const PLACE = /^ {4}at (?:.* \()?((?:file:|node:|\/)[\w@+./-]+:\d+:\d+)\)?$/;
const PLACES = 3;

const nameIn = (value: unknown): string | null => (typeof value === 'string' && NAME.test(value) ? value : null);

const placesOf = (stack: string | undefined): string | null => {
  const places = (stack ?? '').split('\n').flatMap((line) => PLACE.exec(line)?.[1] ?? []);
  return places.length === 0 ? null : places.slice(0, PLACES).join(' < ');
};

/** What anything thrown is called, by its name and code. */
export const nameThrown = (thrown: unknown): Pick<Thrown, 'errorName' | 'errorCode'> =>
  thrown instanceof Error
    ? { errorName: nameIn(thrown.name), errorCode: 'code' in thrown ? nameIn(thrown.code) : null }
    : { errorName: null, errorCode: null };

/**
 * Describes anything thrown by its name, code and place. Its message and other fields may hold a token or a body, so
 * they are never shown.
 */
export const describeThrown = (thrown: unknown): Thrown => ({
  ...nameThrown(thrown),
  errorAt: thrown instanceof Error ? placesOf(thrown.stack) : null,
});
