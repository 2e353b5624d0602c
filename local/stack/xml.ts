const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  // A bare one would be read as a line feed.
  '\r': '&#xD;',
};
/** An element with content that is XML already. */
export const element = (name: string, content: string): string => `<${name}>${content}</${name}>`;
/** An element with any text. */
export const textElement = (name: string, text: unknown): string =>
  element(
    name,
    String(text).replace(/[&<>\r]/g, (sign) => ESCAPES[sign] ?? sign),
  );
