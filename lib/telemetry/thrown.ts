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

const named = (value: unknown): string | null => (typeof value === 'string' && NAME.test(value) ? value : null);

const placesOf = (stack: string | undefined): string | null => {
  const places = (stack ?? '').split('\n').flatMap((line) => PLACE.exec(line)?.[1] ?? []);
  return places.length === 0 ? null : places.slice(0, PLACES).join(' < ');
};

/** Describes anything thrown by its name, code and place. Its message and other fields may hold a token or a body: never told. */
export const describeThrown = (thrown: unknown): Thrown => {
  if (!(thrown instanceof Error)) return { errorName: null, errorCode: null, errorAt: null };
  return {
    errorName: named(thrown.name),
    errorCode: 'code' in thrown ? named(thrown.code) : null,
    errorAt: placesOf(thrown.stack),
  };
};
