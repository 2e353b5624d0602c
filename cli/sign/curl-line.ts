// Single quotes keep everything but themselves.
const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;

/** A call as a line for a POSIX shell: it sends the bytes of the file as they are. */
export const curlLine = (url: string, headers: Readonly<Record<string, string>>, path: string): string =>
  [
    'curl -sS',
    ...Object.entries(headers).map(([name, value]) => `-H ${quoted(`${name}: ${value}`)}`),
    `--data-binary ${quoted(`@${path}`)}`,
    quoted(url),
  ].join(' ');
