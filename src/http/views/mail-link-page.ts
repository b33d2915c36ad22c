/** The pages behind a link of a digest. Whoever has the link sees one mail, and nothing else of the inbox. */
import { html } from 'hono/html';
import type { Mail } from '../../mail/mail.ts';
import type { MailEntry } from '../../model/mail-store.ts';
import { quarantineWords } from '../words/quarantine.ts';
import { wordsOf } from '../words/words.ts';
import { timeTag } from './dates.ts';
import { identityBadge, senderOf } from './evidence.ts';
import { heldWords } from './mail-held-words.ts';
import { type Markup, page } from './page.ts';

export interface LinkView {
  readonly language: string;
  readonly mail: MailEntry;
  readonly read: Mail;
  readonly now: Date;
}

/** Characters of the text that are shown. */
const longestText = 5000;

/** Shows the mail, and asks. */
export function linkPage({ language, mail, read, now }: LinkView): Markup {
  const words = quarantineWords(language);
  const { noSubject, noText } = wordsOf(language).mails;
  return framed(
    language,
    html`<p>${words.link.intro}</p>
<h2><bdi>${mail.subject || noSubject}</bdi></h2>
<dl class="facts"><dt>${words.link.from}</dt><dd><bdi>${mail.from || mail.envelope.sender || '<>'}</bdi> ${identityBadge(language, senderOf(mail))}</dd>
<dt>${words.link.to}</dt><dd>${mail.lane}</dd>
<dt>${words.link.came}</dt><dd>${timeTag(language, mail.acceptedAt, now)}</dd>
<dt>${words.why}</dt><dd>${heldWords(language, mail)}</dd></dl>
<form method="post"><button class="primary">${words.link.release}</button></form>
<h2>${words.link.text}</h2>
<pre class="text" dir="auto" tabindex="0" aria-label="${words.link.text}">${read.text.slice(0, longestText).trim() || noText}</pre>`,
  );
}

export function linkDonePage(language: string): Markup {
  const { link } = quarantineWords(language);
  return framed(language, html`<p role="status"><strong>${link.done}</strong> ${link.doneHint}</p>`);
}

export function linkOverPage(language: string): Markup {
  const { link } = quarantineWords(language);
  return framed(language, html`<p role="alert"><strong>${link.over}</strong></p><p>${link.overHint}</p>`);
}

export function linkWaitPage(language: string): Markup {
  return framed(language, html`<p role="alert">${quarantineWords(language).link.wait}</p>`);
}

function framed(language: string, body: Markup): Markup {
  const { link } = quarantineWords(language);
  return page({
    language,
    title: link.title,
    kind: 'door held-link',
    body: html`<main id="main"><h1>${link.title}</h1>${body}<p class="beside"><a href="/inbox?list=quarantine">${link.inbox}</a></p></main>`,
    styles: ['people.css', 'ticket.css', 'quarantine.css'],
  });
}
