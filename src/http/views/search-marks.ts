/** A text with the words of a search marked in it. */
import { html } from 'hono/html';
import { highlight } from '../../desk/search-highlight.ts';
import type { Query } from '../../model/inbox.ts';
import type { Markup } from './page.ts';

export function marked(text: string, query: Query | null): Markup {
  const pieces = highlight(text, query).map((piece) =>
    piece.found ? html`<mark>${piece.text}</mark>` : piece.text,
  );
  return html`${pieces}`;
}
