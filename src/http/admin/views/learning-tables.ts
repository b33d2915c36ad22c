/** Judgements in rows: those in trouble, and the latest ones. */
import { html } from 'hono/html';
import type { JudgementEntry } from '../../../model/judgements.ts';
import { timeTag } from '../../views/dates.ts';
import { judgedBy, judgementChip, learningText } from '../../views/judged.ts';
import type { Markup } from '../../views/page.ts';
import { learningWords } from '../../words/learning.ts';
import type { LearningView } from './learning.ts';

export function troubleTable(view: LearningView): Markup {
  const { language, troubles, now } = view;
  const words = learningWords(language);
  if (troubles.length === 0) return html`<p class="soft">${words.noTroubles}</p>`;
  const rows = troubles.map((entry) => {
    const { mail, kind, trouble, attempts, failingSince, state } = entry;
    const since = failingSince === null ? '' : html` · ${timeTag(language, failingSince, now)}`;
    const retry =
      state === 'failed'
        ? html`<form method="post" action="/admin/learning/retry"><input type="hidden" name="mail" value="${mail}"><button aria-label="${words.retry}: ${titleOf(view, entry)}">${words.retry}</button></form>`
        : '';
    return html`<tr><td class="mail-cell">${mailCell(view, entry)}</td><td>${judgementChip(language, kind)}</td><td>${learningText(language, entry, view.status.on)}<br><span class="soft" lang="en">${trouble}</span></td><td>${attempts}${since}</td><td>${retry}</td></tr>`;
  });
  return table([words.mail, words.verdict, words.why, words.tries], rows);
}

export function latestTable(view: LearningView): Markup {
  const { language, latest, now, status } = view;
  const words = learningWords(language);
  if (latest.length === 0) return html`<p class="soft">${words.empty}</p>`;
  const rows = latest.map((entry) => {
    const { mail, kind, at } = entry;
    const undo =
      kind === null
        ? ''
        : html`<form method="post" action="/admin/learning/judge"><input type="hidden" name="mail" value="${mail}"><button name="kind" value="none" aria-label="${words.judge.undo}: ${titleOf(view, entry)}">${words.judge.undo}</button></form>`;
    return html`<tr><td class="mail-cell">${mailCell(view, entry)}</td><td>${judgementChip(language, kind)}</td><td><bdi>${judgedBy(language, entry)}</bdi></td><td>${timeTag(language, at, now)}</td><td>${learningText(language, entry, status.on)}</td><td>${undo}</td></tr>`;
  });
  return table([words.mail, words.verdict, words.by, words.at, words.learned], rows);
}

/** The last column holds a button, and needs no heading. */
function table(titles: readonly string[], rows: readonly Markup[]): Markup {
  const heads = titles.map((title) => html`<th scope="col">${title}</th>`);
  return html`<div class="scroll"><table><thead><tr>${heads}<td></td></tr></thead><tbody>${rows}</tbody></table></div>`;
}

function titleOf({ mails, language }: LearningView, { mail }: JudgementEntry): string {
  const words = learningWords(language);
  const found = mails.get(mail);
  return found === undefined ? words.gone : found.subject || words.noSubject;
}

function mailCell(view: LearningView, entry: JudgementEntry): Markup {
  const found = view.mails.get(entry.mail);
  const title = titleOf(view, entry);
  if (found === undefined) return html`<span class="soft">${title}</span>`;
  const path = found.ticketId === null ? `/inbox/mail/${found.id}` : `/inbox/${found.ticketId}`;
  return html`<a href="${path}"><bdi>${title}</bdi></a><br><span class="soft"><bdi>${found.from || '<>'}</bdi></span>`;
}
