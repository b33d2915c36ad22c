/** What the pages about people have in common. */
import { html } from 'hono/html';
import { type InboxFrame, inboxPage, type Surroundings } from './inbox-page.ts';
import type { Markup } from './page.ts';

/** A page under the inbox’s bar, with its title as heading. `aside`: what stands beside it. */
export function peoplePage(
  view: Surroundings,
  title: string,
  body: Markup,
  aside: Markup | string = '',
  more: Partial<Pick<InboxFrame, 'scripts'>> = {},
): Markup {
  const whole = html`<div class="head"><h1>${title}</h1>${aside}</div>${body}`;
  return inboxPage({
    ...view,
    ...more,
    title,
    kind: 'people',
    current: null,
    body: whole,
    styles: ['people.css'],
  });
}

/** What went well; nothing where there is nothing to say. */
export function toldWords(words: string | null): Markup | string {
  return words === null ? '' : html`<p class="told" role="status">${words}</p>`;
}

/** What went wrong, and what to do. */
export function troubleWords(words: string | null): Markup | string {
  return words === null ? '' : html`<p class="trouble" role="alert">${words}</p>`;
}

/** One of a list to choose from. */
export function option(value: string, text: string, chosen: string): Markup {
  return html`<option value="${value}"${value === chosen ? html` selected` : ''}>${text}</option>`;
}
