/** The audit trail as a page. */
import { html } from 'hono/html';
import type { AuditEntry, AuditVerdict } from '../../model/audit-store.ts';
import { wordsOf } from '../words/words.ts';
import { timeTag } from './dates.ts';
import type { Surroundings } from './inbox-page.ts';
import type { Markup } from './page.ts';
import { peoplePage } from './people-page.ts';

export interface AuditView extends Surroundings {
  readonly asked: { readonly actor: string; readonly action: string; readonly subject: string };
  readonly entries: readonly AuditEntry[];
  /** `seq` below which the older ones lie. */
  readonly next: number | null;
  readonly verdict: AuditVerdict | null;
  readonly now: Date;
}

export function auditPage(view: AuditView): Markup {
  const words = wordsOf(view.language).people.audit;
  const body = html`${verdictWords(view)}${filter(view)}${entries(view)}${older(view)}`;
  const check = html`<form method="post" action="/inbox/audit"><button>${words.check}</button></form>`;
  return peoplePage(view, words.title, body, check);
}

function verdictWords({ language, verdict }: AuditView): Markup | string {
  if (verdict === null) return '';
  const words = wordsOf(language).people.audit;
  const { entries: count, faults, head } = verdict;
  const last =
    head === null ? '' : html`<br>${words.head} <code class="secret">${`${head.seq}:${head.hash}`}</code>`;
  if (faults.length === 0) return html`<div class="told" role="status">${words.whole} ${count}.${last}</div>`;
  const told = faults.map(({ seq, problem }) => html`<br>${words.fault} ${seq}: ${problem}`);
  return html`<div class="trouble" role="alert">${words.broken} ${count}.${told}${last}</div>`;
}

function filter({ language, asked }: AuditView): Markup {
  const words = wordsOf(language).people.audit;
  const fields = (['actor', 'action', 'subject'] as const).map(
    (name) =>
      html`<label>${words[name]}<input name="${name}" value="${asked[name]}" autocomplete="off"></label>`,
  );
  return html`<form class="filter" action="/inbox/audit">${fields}<button>${words.filter}</button></form>`;
}

function entries(view: AuditView): Markup {
  const words = wordsOf(view.language).people.audit;
  if (view.entries.length === 0) return html`<p class="empty">${words.none}</p>`;
  const titles = ['', words.time, words.actor, words.action, words.subject, words.detail];
  const heads = titles.map((title) => (title === '' ? html`<td></td>` : html`<th scope="col">${title}</th>`));
  const rows = view.entries.map((entry) => row(view, entry));
  return html`<div class="scroll"><table><thead><tr>${heads}</tr></thead><tbody>${rows}</tbody></table></div>`;
}

function row({ language, now }: AuditView, { seq, at, actor, action, subject, detail }: AuditEntry): Markup {
  return html`<tr><td class="soft">${seq}</td><td>${timeTag(language, at, now)}</td><td>${actor}</td><td class="nowrap">${action}</td>
<td>${subject}</td><td class="detail soft">${detailWords(detail)}</td></tr>`;
}

function detailWords(detail: AuditEntry['detail']): string {
  return Object.entries(detail)
    .map(([name, value]) => `${name}: ${Array.isArray(value) ? value.join(' ') : value}`)
    .join(', ');
}

function older({ language, asked, next }: AuditView): Markup | string {
  if (next === null) return '';
  const query = new URLSearchParams({ ...asked, before: String(next) });
  return html`<p><a class="button" rel="next" href="/inbox/audit?${query.toString()}">${wordsOf(language).people.audit.older}</a></p>`;
}
