import { printable } from '../../terminal/terminal.ts';

/** Markup that is safe to put into a page. */
export interface Html {
  readonly markup: string;
}

/** What a template takes: text and numbers are escaped, `Html` stays as it is. */
export type Part = string | number | Html | readonly Html[] | undefined;

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text of a cloud, a caller or a letter as markup, for content and for an attribute in double quotes. */
export const escaped = (text: string): string => printable(text).replace(/[&<>"']/g, (one) => ESCAPES[one] ?? one);

const markupOf = (part: Part): string => {
  if (part === undefined) return '';
  if (typeof part === 'string') return escaped(part);
  if (typeof part === 'number') return String(part);
  return 'markup' in part ? part.markup : part.map(({ markup }) => markup).join('');
};

/** A template of markup: everything that is put in is escaped, unless it is `Html` itself. */
export const html = (template: TemplateStringsArray, ...parts: readonly Part[]): Html => ({
  markup: template.map((text, at) => `${text}${at < parts.length ? markupOf(parts[at]) : ''}`).join(''),
});

/** No markup at all. */
export const NOTHING: Html = { markup: '' };
