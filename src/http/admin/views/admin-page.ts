/** What the pages of the spam desk have in common: tabs, and a title as heading. */
import { html } from 'hono/html';
import { type InboxFrame, inboxPage, type Surroundings } from '../../views/inbox-page.ts';
import type { Markup } from '../../views/page.ts';
import { adminWords } from '../../words/admin.ts';

/** Tabs, in order; the key names the text. */
const tabs = {
  overview: '/admin',
  rules: '/admin/rules',
  lists: '/admin/lists',
  filter: '/admin/filter',
  learning: '/admin/learning',
  trace: '/admin/trace',
} as const;
export type AdminTab = keyof typeof tabs;

/** A page under the inbox’s bar and the tabs. `aside`: what stands beside the title. */
export function adminPage(
  view: Surroundings,
  tab: AdminTab,
  parts: { readonly title: string; readonly body: Markup; readonly aside?: Markup | string },
  more: Partial<Pick<InboxFrame, 'scripts' | 'styles'>> = {},
): Markup {
  const words = adminWords(view.language);
  const links = Object.entries(tabs).map(
    ([name, path]) =>
      html`<li><a href="${path}"${name === tab ? html` aria-current="page"` : ''}>${words.tabs[name as AdminTab]}</a></li>`,
  );
  const body = html`<nav class="tabs" aria-label="${words.title}"><ul>${links}</ul></nav>
<div class="head"><h1>${parts.title}</h1>${parts.aside ?? ''}</div>${parts.body}`;
  return inboxPage({
    ...view,
    ...more,
    title: parts.title,
    kind: 'people',
    current: null,
    body,
    styles: ['people.css', 'admin.css', ...(more.styles ?? [])],
  });
}
