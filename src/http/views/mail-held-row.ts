/** A held mail as one line of its list. */
import { html } from 'hono/html';
import { expiresAt } from '../../desk/held.ts';
import { type MailEntry, scoreOf } from '../../model/mail-store.ts';
import { quarantineWords } from '../words/quarantine.ts';
import { counted, wordsOf } from '../words/words.ts';
import { timeTag } from './dates.ts';
import { senderOf } from './evidence.ts';
import type { HeldListView } from './mail-held-list.ts';
import { heldWords } from './mail-held-words.ts';
import { scoreText } from './mail-score.ts';
import { blockLink } from './mail-source.ts';
import type { Markup } from './page.ts';

export function heldRow(view: HeldListView, mail: MailEntry): Markup {
  const { language, now } = view;
  const words = quarantineWords(language);
  const subject = mail.subject || wordsOf(language).mails.noSubject;
  const sender = mail.from || mail.envelope.sender || '<>';
  return html`<li id="m-${mail.id}" data-ticket="mail/${mail.id}">
<label class="pick"><input type="checkbox" name="mail" value="${mail.id}" aria-label="${words.select} ${subject}"></label>
<span class="who" title="${sender}"><bdi>${sender}</bdi></span>
<span class="what"><a class="subject" href="/inbox/mail/${mail.id}"><bdi>${subject}</bdi></a> <span class="preview">${heldWords(language, mail)}</span></span>
<span class="marks">${proof(language, mail)}${department(view, mail)}${left(view, mail)}${score(view, mail)}${blockLink(view, mail)}</span>${timeTag(language, mail.acceptedAt, now)}</li>`;
}

/** Only what speaks clearly; the page of the mail tells more. */
function proof(language: string, mail: MailEntry): Markup | string {
  const { trust, domain } = senderOf(mail);
  if (trust !== 'authenticated' && trust !== 'aligned' && trust !== 'failed') return '';
  const words = wordsOf(language).ticket.identity;
  const look = { authenticated: 'sure', aligned: 'likely', failed: 'alert' }[trust];
  return html`<span class="identity ${look}" title="${words[trust].replace('{domain}', domain || '—')}">${quarantineWords(language).proof[trust]}</span>`;
}

function department({ departments, departmentOf }: HeldListView, { lane }: MailEntry): Markup | string {
  if (departments.length < 2) return '';
  const name = departmentOf(lane);
  const title = departments.find((one) => one.name === name)?.title ?? lane;
  return html`<span class="tag" title="${lane}">${title}</span>`;
}

const dayMs = 86_400_000;
/** So few days before the end are told. */
const soon = 7;

function left({ language, screening, now }: HeldListView, mail: MailEntry): Markup | string {
  const end = expiresAt(mail, screening.quarantineDays);
  const days = end === null ? soon : Math.floor((end.getTime() - now.getTime()) / dayMs);
  if (days >= soon) return '';
  const words = quarantineWords(language);
  return html`<span class="chip high">${days < 1 ? words.lastDay : counted(language, words.daysLeft, days)}</span>`;
}

function score({ language, screening }: HeldListView, mail: MailEntry): Markup {
  const words = quarantineWords(language);
  const value = scoreOf(mail);
  if (value === null)
    return html`<span class="points soft" title="${words.notScored}">–<span class="visually-hidden"> ${words.notScored}</span></span>`;
  const title = `${words.score} ${scoreText(language, value)}; ${words.of.replace('{n}', scoreText(language, screening.quarantineAt))}`;
  return html`<span class="points" title="${title}"><span class="visually-hidden">${words.score} </span>${scoreText(language, value)}</span>`;
}
