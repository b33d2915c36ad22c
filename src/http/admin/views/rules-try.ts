/** A try-out: its progress, and what it tells. */
import { html } from 'hono/html';
import type { Errors, FateChange, Forecast } from '../../../model/rules.ts';
import type { TryOutJob } from '../../../model/try-out.ts';
import { timeTag } from '../../views/dates.ts';
import type { Markup } from '../../views/page.ts';
import { troubleWords } from '../../views/people-page.ts';
import { filled, ruleWords } from '../../words/rules.ts';
import { counted } from '../../words/words.ts';
import { type RulesView, rulesPage, rulesPath } from './rules-frame.ts';

/** A mail whose fate would be another one. */
export interface Sample {
  readonly id: string;
  readonly sender: string;
  readonly subject: string;
  readonly at: Date;
  readonly ticketId: string | null;
}

export interface RulesTryView extends RulesView {
  readonly job: TryOutJob;
  /** By ID. */
  readonly samples: ReadonlyMap<string, Sample>;
  /** The draft is no longer the one that was tried out. */
  readonly isOld: boolean;
}

export function rulesTryPage(view: RulesTryView): Markup {
  const words = ruleWords(view.language).try;
  const { job } = view;
  const path = `${rulesPath}/try/${job.id}`;
  const poll =
    job.state === 'running'
      ? html` hx-get="${path}" hx-trigger="every 1s" hx-target="#tried" hx-select="#tried" hx-swap="outerHTML" hx-status:4xx="swap:none" hx-status:5xx="swap:none"`
      : '';
  const body = html`<div id="tried"${poll}>${inside(view, path)}</div>`;
  const aside = html`<span class="soft">${span(view)}</span><a href="${rulesPath}/draft">${words.back}</a>`;
  return rulesPage(view, words.title, body, aside);
}

function span({ language, now, job: { options } }: RulesTryView): Markup {
  return html`${timeTag(language, options.since, now)} – ${timeTag(language, options.until, now)}`;
}

function inside(view: RulesTryView, path: string): Markup {
  const { job, language, isOld } = view;
  const words = ruleWords(language).try;
  if (job.state === 'running') return running(view, path);
  if (job.forecast === null) {
    const why = job.state === 'cancelled' ? words.stopped : `${words.failed} ${job.failure?.message ?? ''}`;
    return html`${troubleWords(why)}<p><a class="button" href="${rulesPath}/draft">${words.again}</a></p>`;
  }
  return html`${isOld ? html`<p class="trouble" role="status">${words.other}</p>` : ''}${forecast(view, job.forecast)}
<p><a class="button" href="${rulesPath}/draft">${words.back}</a></p>`;
}

function running({ language, job }: RulesTryView, path: string): Markup {
  const words = ruleWords(language).try;
  const number = new Intl.NumberFormat(language);
  const progress = filled(words.progress, { done: number.format(job.done), all: number.format(job.all) });
  return html`<section aria-labelledby="running"><h2 id="running">${words.running}</h2>
<p><progress max="${Math.max(1, job.all)}" value="${job.done}" aria-labelledby="running"></progress> ${progress}</p>
<form class="buttons" method="post" action="${path}/cancel"><a class="button" href="${path}">${words.reload}</a><button>${words.stop}</button></form></section>`;
}

function forecast(view: RulesTryView, told: Forecast): Markup {
  const { language } = view;
  const words = ruleWords(language).try;
  const changed = told.changed === 0 ? words.unchanged : counted(language, words.changed, told.changed);
  const summary = html`<p class="outcome" role="status">${counted(language, words.mails, told.mails)}. <strong>${changed}</strong></p>`;
  return html`<section aria-labelledby="outcome"><h2 id="outcome">${words.result}</h2>${summary}${fates(language, told.changes)}</section>
${errors(language, told)}${told.changes.map((change) => samplesOf(view, change))}`;
}

/** From what to what, and how many. */
function fates(language: string, changes: readonly FateChange[]): Markup | string {
  if (changes.length === 0) return '';
  const words = ruleWords(language).try;
  const number = new Intl.NumberFormat(language);
  const rows = changes.map(
    ({ from, to, count }) =>
      html`<tr><td>${words.fates[from]} → <strong>${words.fates[to]}</strong></td><td class="number">${number.format(count)}</td></tr>`,
  );
  return html`<div class="scroll" tabindex="0" role="group" aria-labelledby="outcome"><table><thead><tr><th scope="col">${words.fate}</th><th scope="col">${words.count}</th></tr></thead><tbody>${rows}</tbody></table></div>`;
}

function errors(language: string, { falsePositives, falseNegatives }: Forecast): Markup {
  const words = ruleWords(language).try;
  const heads = [words.what, words.before, words.after, words.verdict].map(
    (head) => html`<th scope="col">${head}</th>`,
  );
  return html`<section aria-labelledby="errors"><h2 id="errors">${words.errors}</h2><div class="scroll" tabindex="0" role="group" aria-labelledby="errors"><table><thead><tr>${heads}</tr></thead><tbody>
${errorRow(language, words.falsePositives, falsePositives)}${errorRow(language, words.falseNegatives, falseNegatives)}</tbody></table></div></section>`;
}

function errorRow(language: string, title: string, { before, after }: Errors): Markup {
  const words = ruleWords(language).try;
  const verdict = after > before ? 'worse' : after < before ? 'better' : 'same';
  const number = new Intl.NumberFormat(language);
  return html`<tr class="${verdict}"><th scope="row">${title}</th><td class="number">${number.format(before)}</td><td class="number">${number.format(after)}</td><td><strong>${words[verdict]}</strong></td></tr>`;
}

function samplesOf({ language, now, samples }: RulesTryView, change: FateChange): Markup | string {
  const words = ruleWords(language).try;
  const found = change.samples.flatMap((id) => samples.get(id) ?? []);
  if (found.length === 0) return '';
  const title = filled(words.samplesOf, { from: words.fates[change.from], to: words.fates[change.to] });
  const heads = [words.sender, words.subject, words.date].map((head) => html`<th scope="col">${head}</th>`);
  const rows = found.map(
    ({ id, sender, subject, at, ticketId }) =>
      html`<tr><td><bdi>${sender}</bdi></td><td><a href="/inbox/${ticketId ?? `mail/${id}`}"><bdi>${subject || words.noSubject}</bdi></a></td><td>${timeTag(language, at, now)}</td></tr>`,
  );
  const name = `samples-${change.from}-${change.to}`;
  return html`<section aria-labelledby="${name}"><h2 id="${name}">${title}</h2><div class="scroll" tabindex="0" role="group" aria-labelledby="${name}"><table class="samples"><thead><tr>${heads}</tr></thead><tbody>${rows}</tbody></table></div></section>`;
}
