import type { EndWord, Tick } from '../night/night.ts';
import { type Html, html } from './html.ts';
import { END_WORDS, ENDS } from './words.ts';

/** The shape of each end, drawn around the middle of a square of 12: no two are alike without their colour. */
const SHAPES: Readonly<Record<EndWord, Html>> = {
  stopped: html`<circle r="5" fill="currentColor"/>`,
  'already-stopped': html`<circle r="4" fill="none" stroke="currentColor" stroke-width="2.2"/>`,
  superseded: html`<path d="M0-5.5 5.5 4.5h-11Z" fill="currentColor"/>`,
  held: html`<rect x="-4.5" y="-4.5" width="9" height="9" fill="currentColor"/>`,
  rehearsed: html`<path d="M0-5 5 0 0 5-5 0Z" fill="none" stroke="currentColor" stroke-width="2"/>`,
  'dead-lettered': html`<path d="M-4.5-4.5 4.5 4.5M4.5-4.5-4.5 4.5" stroke="currentColor" stroke-width="2.8"/>`,
  otherwise: html`<path d="M-4.5-4.5 4.5 4.5M4.5-4.5-4.5 4.5" stroke="currentColor" stroke-width="1.6"/>`,
  open: html`<path d="M-5 0h2M-1 0h2M3 0h2" stroke="currentColor" stroke-width="3"/>`,
};

/** The shape of a stop that we sent. */
const TICKS: Readonly<Record<Tick['state'], Html>> = {
  accepted: html`<path d="M0-7V7" stroke="currentColor" stroke-width="2"/>`,
  failed: html`<path d="M-3.5-7h7M0-7V7M-3.5 7h7" stroke="currentColor" stroke-width="1.8"/>`,
  refused: html`<path d="M-3-3 3 3M3-3-3 3" stroke="currentColor" stroke-width="1.6"/>`,
  unresolved: html`<circle r="3" fill="none" stroke="currentColor" stroke-width="1.6"/>`,
};

/** What each kind of stop is called. */
export const TICK_WORDS: Readonly<Record<Tick['state'], string>> = {
  accepted: 'stop accepted',
  failed: 'stop accepted, power-off failed',
  refused: 'stop refused',
  unresolved: 'stop without an answer',
};

/** All shapes once; the rest of the page refers to them. */
export const SPRITES: Html = html`<svg width="0" height="0" aria-hidden="true" focusable="false"><defs>${[
  ...ENDS.map((end) => html`<g id="e-${end}">${SHAPES[end]}</g>`),
  ...Object.entries(TICKS).map(([state, shape]) => html`<g id="t-${state}">${shape}</g>`),
]}</defs></svg>`;

/** A shape at a place of 0 to 100, in the middle of a bar. */
export const shapeAt = (place: number, id: string): Html =>
  html`<svg x="${place}%" y="50%" width="1" height="1"><use href="#${id}"/></svg>`;

/** An end by its shape and its word. */
export const endLabel = (end: EndWord): Html =>
  html`<span class="end ${end}"><svg class="mark" viewBox="-6 -6 12 12" aria-hidden="true"><use href="#e-${end}"/></svg>${END_WORDS[end].name}</span>`;
