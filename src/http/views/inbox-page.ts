/** What all pages of the inbox have around them: the bar with the search, and the lists with their counts. */
import { html } from 'hono/html';
import { type SavedSearch, type TicketList, ticketLists } from '../../model/inbox.ts';
import type { Actor } from '../../model/people.ts';
import type { AssetName } from '../assets.ts';
import { wordsOf } from '../words/words.ts';
import { keysDialog } from './keys.ts';
import { userMenu } from './menu.ts';
import { type Frame, type Markup, page } from './page.ts';
import { sidebar } from './sidebar.ts';

/** Counts of the lists; `quarantine` and `failed` are absent where somebody may not see them. */
export type Counts = Readonly<Record<TicketList | 'drafts', number>> & {
  readonly quarantine?: number;
  readonly failed?: number;
};
export const places = [...ticketLists, 'drafts', 'quarantine', 'failed'] as const;
export type Place = (typeof places)[number];

/** What is the same on all pages of one visitor at one time: `surroundingsOf` (inbox/surroundings.ts) gives it. */
export interface Surroundings {
  readonly language: string;
  readonly actor: Actor;
  readonly counts: Counts;
  /** Those that he sees, with what waits there. */
  readonly departments: readonly { readonly name: string; readonly title: string; readonly count: number }[];
  readonly searches: readonly SavedSearch[];
}

/** What is open. */
export interface Open {
  /** The list; null on other pages. */
  readonly current: Place | null;
  /** The one department whose list is open. */
  readonly department?: string | null;
  /** What stands in the search box. */
  readonly query?: string;
}

export interface InboxFrame extends Frame, Surroundings, Open {}

const scripts: readonly AssetName[] = ['keys.js', 'live.js'];

export function inboxPage(frame: InboxFrame): Markup {
  const { query = '', language } = frame;
  const words = wordsOf(language);
  const body = html`<header class="bar"><a class="home" href="/inbox">Postern</a>
<form class="search" role="search" aria-label="${words.search}" action="/inbox"><input type="search" name="q" value="${query}" placeholder="${words.search}" aria-label="${words.search}" aria-keyshortcuts="/" autocomplete="off"></form>
<div class="end"><a class="button" href="/inbox/new">${words.newTicket}</a>${userMenu(frame)}</div></header>
<div class="frame">${sidebar(frame)}<main id="main" tabindex="-1">${frame.body}</main></div>${keysDialog(language)}`;
  return page({ ...frame, body, scripts: [...scripts, ...(frame.scripts ?? [])] });
}
