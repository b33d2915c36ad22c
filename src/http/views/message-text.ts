/** Plain text as people read it: lines kept, links to follow, quoted matter folded. */
import { html } from 'hono/html';
import type { Markup } from './page.ts';

const link = /\bhttps?:\/\/[^\s<>"“”„]{1,2000}/giu;
/** Marks that end the sentence around a link rather than the link. */
const trailing = /[.,;:!?'’)\]}]+$/u;

/** The text with its links made to follow; they tell nobody where they were found. */
export function linked(text: string): Markup {
  const pieces: (Markup | string)[] = [];
  let at = 0;
  for (const match of text.matchAll(link)) {
    const url = withoutTrail(match[0]);
    if (!URL.canParse(url)) continue;
    pieces.push(text.slice(at, match.index));
    pieces.push(html`<a href="${url}" target="_blank" rel="noopener noreferrer nofollow">${url}</a>`);
    at = match.index + url.length;
  }
  pieces.push(text.slice(at));
  return html`${pieces}`;
}

/** A closing bracket belongs to the link where it was opened there. */
function withoutTrail(url: string): string {
  const short = url.replace(trailing, '');
  const next = url[short.length];
  return next === ')' && short.includes('(') && !short.includes(')') ? `${short})` : short;
}

const ticketId = /\b\d{1,12}-[0-9A-HJKMNP-TV-Z]{4}\b/g;

/** A sentence of ours with links to the tickets that it names. */
export function withTickets(text: string): Markup {
  const pieces: (Markup | string)[] = [];
  let at = 0;
  for (const { 0: id, index } of text.matchAll(ticketId)) {
    pieces.push(text.slice(at, index), html`<a class="mono" href="/inbox/${id}">${id}</a>`);
    at = index + id.length;
  }
  pieces.push(text.slice(at));
  return html`${pieces}`;
}

/** Lines of a signature at the most. */
const longestSignature = 8;

function looksQuoted(text: string): boolean {
  return /^\s*>/m.test(text) || text.split('\n').length > longestSignature;
}

/** What folding left out: behind what the author wrote, or, where that is no beginning of it, the whole text. */
export function restOf({ text, replyText }: { text: string; replyText: string }): {
  readonly kind: 'quoted' | 'signature' | 'whole' | 'none';
  readonly text: string;
} {
  const [whole, own] = [text.trim(), replyText.trim()];
  if (whole === own) return { kind: 'none', text: '' };
  if (own !== '' && whole.startsWith(own)) {
    const text = whole.slice(own.length).trim();
    return { kind: looksQuoted(text) ? 'quoted' : 'signature', text };
  }
  return { kind: 'whole', text: whole };
}
