/** One mail that became no ticket: why, what it says as plain text, and what can be done. */
import { html } from 'hono/html';
import type { Mail } from '../../mail/mail.ts';
import type { MailEntry } from '../../ports.ts';
import { wordsOf } from '../words/words.ts';
import { timeTag } from './dates.ts';
import { inboxPage, type Surroundings } from './inbox-page.ts';
import { findingText } from './mail-reasons.ts';
import type { Markup } from './page.ts';

export interface MailView extends Surroundings {
  readonly mail: MailEntry;
  readonly read: Mail;
  readonly now: Date;
}

/** Characters of a text that are shown. */
const longestText = 20_000;

export function mailPage(view: MailView): Markup {
  const { mail, read, language } = view;
  const words = wordsOf(language);
  const list = mail.state === 'failed' ? 'failed' : 'quarantine';
  const title = mail.subject || words.mails.noSubject;
  const body = html`<div class="head"><a class="button" href="/inbox?list=${list}" rel="up">${words.lists[list]}</a><h1><bdi>${title}</bdi></h1></div>
<article class="mail">${facts(view)}
<section aria-labelledby="why"><h2 id="why">${words.mails.why[list]}</h2>${why(view)}</section>
${actions(view)}
<section aria-labelledby="text"><h2 id="text">${words.mails.text}</h2><pre class="text" dir="auto" tabindex="0">${read.text.slice(0, longestText) || words.mails.noText}</pre>${files(view)}</section></article>`;
  return inboxPage({ ...view, title, kind: 'held', current: list, body, styles: ['list.css'] });
}

function facts({ mail, read, language, now }: MailView): Markup {
  const words = wordsOf(language).mails;
  const sender = mail.envelope.sender || '<>';
  return html`<dl class="facts"><dt>${words.from}</dt><dd><bdi>${mail.from || sender}</bdi></dd>
<dt>${words.sender}</dt><dd><bdi>${sender}</bdi></dd>
<dt>${words.to}</dt><dd>${read.to.map(({ address }) => address).join(', ') || mail.recipient}</dd>
<dt>${words.lane}</dt><dd>${mail.lane}</dd>
<dt>${words.received}</dt><dd>${timeTag(language, mail.acceptedAt, now)}</dd>
<dt>${words.original}</dt><dd><a href="/inbox/mail/${mail.id}/original" download>${mail.id}.eml</a> <span class="soft">${octets(language, mail.size)}</span></dd></dl>`;
}

function why({ mail, language }: MailView): Markup {
  const { trouble, decision } = mail;
  const told = decision?.reasons.map((finding) => html`<li>${findingText(language, finding)}</li>`) ?? [];
  const failed = trouble === null ? '' : html`<p>${trouble.reason}: ${trouble.detail}</p>`;
  return html`${failed}${told.length === 0 ? '' : html`<ul>${told}</ul>`}`;
}

function actions({ mail, language }: MailView): Markup | string {
  const { mails } = wordsOf(language);
  if (mail.state !== 'failed' && mail.state !== 'quarantined') return html`<p>${mails.settled}</p>`;
  const again = mail.state === 'failed' ? 'retry' : 'release';
  return html`<div class="acts"><form method="post" action="/inbox/mail/${mail.id}"><button class="primary" name="do" value="${again}">${mails[again]}</button></form>
<form method="post" action="/inbox/mail/${mail.id}"><label for="reason">${mails.reason}</label><input id="reason" name="reason" maxlength="200" required>
<button class="danger" name="do" value="discard">${mails.discard}</button></form></div>`;
}

function files({ read, language }: MailView): Markup | string {
  if (read.attachments.length === 0) return '';
  const each = read.attachments.map(
    ({ filename, contentType, size }) =>
      html`<li><bdi>${filename}</bdi> <span class="soft">${contentType}, ${octets(language, size)}</span></li>`,
  );
  return html`<h2>${wordsOf(language).mails.files}</h2><ul>${each}</ul>`;
}

function octets(language: string, size: number): string {
  const [unit, by] = size < 1_000_000 ? (['kilobyte', 1000] as const) : (['megabyte', 1_000_000] as const);
  const style = { style: 'unit', unit, maximumFractionDigits: 1 } as const;
  return new Intl.NumberFormat(language, style).format(size / by);
}
