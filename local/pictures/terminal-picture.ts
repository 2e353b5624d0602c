// Select Graphic Rendition (ECMA-48, 8.3.117), as far as the night uses it.
const CLASSES: Readonly<Record<string, string>> = { 2: 'dim', 31: 'red', 32: 'green', 33: 'yellow' };

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

/** A line with colours as markup of SVG. */
const markupOf = (line: string): string => {
  let open = false;
  const close = (): string => (open ? '</tspan>' : '');
  return `${line
    .split(/(\p{Cc}\[[\d;]*m)/u)
    .map((piece) => {
      const code = /^\p{Cc}\[([\d;]*)m$/u.exec(piece)?.[1];
      if (code === undefined) return piece.replace(/[&<>]/g, (one) => ESCAPES[one] ?? one);
      const before = close();
      const name = CLASSES[code];
      open = name !== undefined;
      return name === undefined ? before : `${before}<tspan class="${name}">`;
    })
    .join('')}${close()}`;
};

// Of the fonts below a character is 0.6 of its size wide.
const SIZE = 13;
const CELL = SIZE * 0.602;
const LINE = 17;
const MARGIN = 20;
const TOP = 48;

/** Lines of a terminal of so many columns as a picture (SVG): text that stays sharp, in a few kilobytes. */
export const terminalPicture = (title: string, lines: readonly string[], columns: number): string => {
  const [width, height] = [Math.ceil(columns * CELL + 2 * MARGIN), TOP + lines.length * LINE + MARGIN - LINE / 2];
  const rows = lines.map((line, at) => `<text x="${MARGIN}" y="${TOP + at * LINE}">${markupOf(line)}</text>`);
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-label="${title}"><style>
text{font:${SIZE}px "DejaVu Sans Mono",Menlo,Consolas,"Liberation Mono",monospace;fill:#d6dbe3;white-space:pre}
.green{fill:#56d364}.red{fill:#ff7b72}.yellow{fill:#e3b341}.dim{fill:#8b949e}
</style><rect width="100%" height="100%" rx="8" fill="#0d1117"/><text x="${MARGIN}" y="26" class="dim" xml:space="preserve">$ ${title}</text>
<g xml:space="preserve">
${rows.join('\n')}
</g></svg>
`;
};
