import type { IncomingHttpHeaders } from 'node:http';

/** The different values of a header, in their order: proxies repeat one, and fold several into one with commas. */
export const headerValues = (headers: IncomingHttpHeaders, name: string): readonly string[] => {
  const parts = [headers[name] ?? []].flat().flatMap((value) => value.split(','));
  return [...new Set(parts.map((part) => part.trim()))].filter((part) => part !== '');
};
