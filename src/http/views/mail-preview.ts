/** What a mail says, so that looking at it harms nobody: text, a frame where nothing works, names of its files, its header. */
import { html } from 'hono/html';
import type { Attachment } from '../../mail/mail.ts';
import { quarantineWords } from '../words/quarantine.ts';
import { wordsOf } from '../words/words.ts';
import type { MailView } from './mail-page.ts';
import { sizeText } from './message-files.ts';
import type { Markup } from './page.ts';

/** Characters of a text that are shown. */
const longestText = 20_000;

export function mailPreview(view: MailView): Markup {
  const { mail, read, language, header } = view;
  const words = quarantineWords(language);
  const { noText } = wordsOf(language).mails;
  const original = html`<a href="/inbox/mail/${mail.id}/original" download>${words.original} (.eml)</a> <span class="soft">${sizeText(language, mail.size)}</span>`;
  return html`<section aria-labelledby="text"><h2 id="text">${words.preview}</h2><pre class="text" dir="auto" tabindex="0" aria-label="${words.asText}">${read.text.slice(0, longestText).trim() || noText}</pre>${formatted(view)}${files(language, read.attachments)}
<details class="header"><summary>${words.header}</summary><pre class="mono" tabindex="0">${header}</pre></details><p>${original}</p></section>`;
}

/** The sandbox forbids all: scripts, forms, and to follow a link. */
function formatted({ mail, read, language }: MailView): Markup | string {
  if (read.html === null) return '';
  const words = quarantineWords(language);
  return html`<details class="formatted"><summary>${words.formatted}</summary><iframe src="/inbox/mail/${mail.id}/body" title="${words.frame} ${mail.from || mail.envelope.sender}" loading="lazy" sandbox="" referrerpolicy="no-referrer"></iframe></details>`;
}

/** Names without links: who wants a file takes the original. */
function files(language: string, attachments: readonly Attachment[]): Markup | string {
  if (attachments.length === 0) return '';
  const words = quarantineWords(language);
  const { unnamed } = wordsOf(language).ticket.files;
  const each = attachments.map(
    ({ filename, contentType, size }) =>
      html`<li><bdi>${filename ?? unnamed}</bdi> <span class="soft"><bdi>${contentType}</bdi>, ${sizeText(language, size)}</span></li>`,
  );
  return html`<h3>${words.attachments}</h3><ul>${each}</ul>`;
}
