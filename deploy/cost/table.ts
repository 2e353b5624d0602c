/** US$ with cents; what is below half a cent with four digits. */
export const money = (amount: number): string => (amount > 0 && amount < 0.005 ? amount.toFixed(4) : amount.toFixed(2));

/** US$ with four digits. */
export const fine = (amount: number): string => amount.toFixed(4);

/** A table of Markdown. */
export const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
