/** What can be done with a mail that became no ticket. */
import { html } from 'hono/html';
import { allowable } from '../../desk/held.ts';
import type { Deed } from '../../model/quarantine.ts';
import { quarantineWords } from '../words/quarantine.ts';
import { wordsOf } from '../words/words.ts';
import type { MailView } from './mail-page.ts';
import type { Markup } from './page.ts';

export function mailActs(view: MailView): Markup {
  const { mail, language } = view;
  if (mail.state === 'quarantined') return heldActs(view);
  const { mails } = wordsOf(language);
  if (mail.state !== 'failed') return html`<p>${mails.settled}</p>`;
  return html`<div class="acts"><form method="post" action="/inbox/mail/${mail.id}"><button class="primary" name="do" value="retry">${mails.retry}</button></form>
${withReason(mail.id, 'discard', mails.reason, mails.discard)}</div>`;
}

function heldActs({ mail, language, mayAllow }: MailView): Markup {
  const words = quarantineWords(language);
  const { address, why } = allowable(mail);
  const button = (deed: Deed, look = '') =>
    html`<span class="act"><button name="do" value="${deed}" class="${look}" data-key="${deed}" aria-describedby="hint-${deed}">${words.deeds[deed]}</button> <small class="soft" id="hint-${deed}">${words.hints[deed].replace('{address}', address ?? '')}</small></span>`;
  const allow = !mayAllow
    ? html`<p class="soft">${words.notAllowable.role}</p>`
    : address === null
      ? html`<p class="soft">${words.notAllowable[why]}</p>`
      : '';
  return html`<div class="acts held-acts"><form method="post" action="/inbox/mail/${mail.id}">${button('ham', 'primary')}${button('release')}${mayAllow && address !== null ? button('allow') : ''}${button('spam', 'danger')}</form>
${withReason(mail.id, 'delete', words.reason, words.deeds.delete)}${allow}<p class="soft">${words.released}</p></div>`;
}

function withReason(id: string, deed: string, label: string, text: string): Markup {
  return html`<form method="post" action="/inbox/mail/${id}"><label for="reason">${label}</label><input id="reason" name="reason" maxlength="200" required>
<button class="danger" name="do" value="${deed}">${text}</button></form>`;
}
