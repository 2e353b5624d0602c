import { type Html, html } from './html.ts';

/** A page of more rows is no page. */
const MOST = 1_000;

/** A list of which the first `shown` rows are open and the later ones folded, where a keyboard and a printer find them. */
export const listed = (
  kind: string,
  items: readonly Html[],
  label: string,
  shown: number,
  summary: (count: number) => string,
): Html => {
  const folded = items.slice(shown, MOST);
  const beyond = items.length - shown - folded.length;
  return html`<ul class="${kind}" aria-label="${label}">${items.slice(0, shown)}</ul>${
    folded.length === 0
      ? undefined
      : html`<details class="${kind}"><summary>${summary(folded.length)}</summary><ul aria-label="${label}, continued">${folded}</ul></details>`
  }${beyond > 0 ? html`<p class="soft">${beyond} more are counted above and not shown here: --json has all of them.</p>` : undefined}`;
};
