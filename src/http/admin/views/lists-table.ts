/** The entries of one list. */
import { html } from 'hono/html';
import type { ListEntry, ListHits, ListName } from '../../../model/sender-lists.ts';
import { timeTag } from '../../views/dates.ts';
import type { Markup } from '../../views/page.ts';
import { listsWords } from '../../words/lists.ts';

export interface ListTable {
  readonly language: string;
  readonly list: ListName;
  /** Of the settings: shown first, and never removed here. */
  readonly fixed: readonly string[];
  readonly entries: readonly ListEntry[];
  readonly hits: ReadonlyMap<string, ListHits>;
  readonly now: Date;
}

export function listTable(view: ListTable): Markup {
  const words = listsWords(view.language);
  const { list, fixed, entries } = view;
  const heads = [words.pattern, words.reason, words.until, words.hits, words.by].map(
    (head) => html`<th scope="col">${head}</th>`,
  );
  const all = html`<input type="checkbox" data-all="id" hidden aria-label="${words.selectAll}">`;
  const rows = [
    ...fixed.map((pattern) => fixedRow(view, pattern)),
    ...entries.map((entry) => row(view, entry)),
  ];
  const button = list === 'block' ? words.lift : words.remove;
  return html`<form method="post" action="/admin/lists/remove"><input type="hidden" name="list" value="${list}">
<div class="scroll"><table class="entries"><thead><tr><td class="pick">${all}</td>${heads}</tr></thead><tbody>${rows}</tbody></table></div>
${entries.length === 0 ? '' : html`<p class="buttons"><button class="danger">${button}</button></p>`}</form>`;
}

function fixedRow(view: ListTable, pattern: string): Markup {
  const words = listsWords(view.language);
  return html`<tr class="fixed"><td class="pick"></td><td><bdi class="mono">${pattern}</bdi></td><td class="soft">${words.fixed}</td><td class="soft">${words.never}</td><td>${hitsOf(view, pattern)}</td><td></td></tr>`;
}

function row(view: ListTable, { id, pattern, reason, author, createdAt, expiresAt }: ListEntry): Markup {
  const { language, list, now } = view;
  const words = listsWords(language);
  const ends =
    expiresAt === null
      ? html`<span class="soft">${words.never}</span>`
      : html`${left(language, expiresAt, now)} <span class="soft">${timeTag(language, expiresAt, now)}</span>`;
  const lift =
    list === 'block'
      ? html` <button name="only" value="${id}" aria-label="${words.liftOne}: ${pattern}">${words.liftOne}</button>`
      : '';
  return html`<tr><td class="pick"><input type="checkbox" name="id" value="${id}" aria-label="${words.select}: ${pattern}"></td><td><bdi class="mono">${pattern}</bdi>${lift}</td><td class="detail"><bdi>${reason}</bdi></td><td class="nowrap">${ends}</td><td class="nowrap">${hitsOf(view, pattern)}</td><td><bdi>${author}</bdi> <span class="soft">${timeTag(language, createdAt, now)}</span></td></tr>`;
}

function hitsOf({ hits, language, now }: ListTable, pattern: string): Markup | string {
  const hit = hits.get(pattern.toLowerCase());
  if (hit === undefined) return html`<span class="soft">0</span>`;
  const count = new Intl.NumberFormat(language).format(hit.count);
  return html`${count} <span class="soft">${listsWords(language).lastHit} ${timeTag(language, hit.lastAt, now)}</span>`;
}

const units = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
] as const;

/** `in 3 days`, `in 40 minutes`. */
function left(language: string, until: Date, now: Date): string {
  const ms = until.getTime() - now.getTime();
  const [unit, size] = units.find(([, each]) => ms >= 1.5 * each) ?? ['minute', 60_000];
  return new Intl.RelativeTimeFormat(language).format(Math.max(1, Math.round(ms / size)), unit);
}
