/** One mail that became no ticket: why, who sent it, what it says, and what can be done. */
import { html } from 'hono/html';
import type { Settings } from '../../config/schema.ts';
import { expiresAt } from '../../desk/held.ts';
import type { Mail } from '../../mail/mail.ts';
import { type MailEntry, scoreOf } from '../../model/mail-store.ts';
import { quarantineWords } from '../words/quarantine.ts';
import { wordsOf } from '../words/words.ts';
import { timeTag } from './dates.ts';
import { evidenceRows, identityBadge, senderOf } from './evidence.ts';
import { inboxPage, type Surroundings } from './inbox-page.ts';
import { mailActs } from './mail-acts.ts';
import { heldFinding } from './mail-held-words.ts';
import { mailPreview } from './mail-preview.ts';
import { findingText } from './mail-reasons.ts';
import { scoreTable, scoreText } from './mail-score.ts';
import { blockSource, wroteTo } from './mail-source.ts';
import { withTickets } from './message-text.ts';
import type { Markup } from './page.ts';

export interface MailView extends Surroundings {
  readonly mail: MailEntry;
  readonly read: Mail;
  /** Its header as it came. */
  readonly header: string;
  /** Title of the department that its lane belongs to. */
  readonly departmentTitle: string;
  readonly screening: Pick<Settings['screening'], 'quarantineAt' | 'quarantineDays'>;
  readonly mayAllow: boolean;
  /** When staff last wrote to its author. */
  readonly wroteAt: Date | null;
  readonly now: Date;
}

export function mailPage(view: MailView): Markup {
  const { mail, language } = view;
  const words = wordsOf(language);
  const list = mail.state === 'failed' ? 'failed' : 'quarantine';
  const title = mail.subject || words.mails.noSubject;
  const body = html`<div class="head"><a class="button" href="/inbox?list=${list}" rel="up">${words.lists[list]}</a><h1><bdi>${title}</bdi></h1></div>
<article class="mail" data-ticket="mail/${mail.id}">${mailActs(view)}${facts(view)}
<section aria-labelledby="why"><h2 id="why">${words.mails.why[list]}</h2>${why(view)}</section>
${scoreTable(language, mail)}${sender(view)}${mailPreview(view)}</article>`;
  return inboxPage({
    ...view,
    title,
    kind: 'held',
    current: list,
    body,
    styles: ['list.css', 'ticket.css', 'quarantine.css'],
  });
}

function facts({ mail, read, language, now, departmentTitle, screening, wroteAt }: MailView): Markup {
  const words = wordsOf(language).mails;
  const held = quarantineWords(language);
  const end = expiresAt(mail, screening.quarantineDays);
  const score = scoreOf(mail);
  const points =
    score === null
      ? held.notScored
      : html`${scoreText(language, score)} <span class="soft">(${held.of.replace('{n}', scoreText(language, screening.quarantineAt))})</span>`;
  return html`<dl class="facts"><dt>${words.from}</dt><dd><bdi>${read.from?.name ?? ''}</bdi> <bdi>${mail.from || mail.envelope.sender || '<>'}</bdi> ${identityBadge(language, senderOf(mail))} ${wroteTo(language, wroteAt, now)}</dd>
<dt>${words.to}</dt><dd>${read.to.map(({ address }) => address).join(', ') || mail.recipient}</dd>
<dt>${held.department}</dt><dd>${departmentTitle} <span class="soft">${mail.lane}</span></dd>
<dt>${words.received}</dt><dd>${timeTag(language, mail.acceptedAt, now)}</dd>
<dt>${held.score}</dt><dd>${points}</dd>
${end === null ? '' : html`<dt>${held.keptUntil}</dt><dd>${timeTag(language, end, now)} <span class="soft">${held.keptHint}</span></dd>`}</dl>`;
}

function why({ mail, language }: MailView): Markup {
  const { trouble, decision, state } = mail;
  const held = quarantineWords(language);
  const shown = decision?.reasons.filter(({ stage }) => stage !== 'receipt') ?? [];
  // What the screen found is why it is held; the rest stands behind it.
  const found = shown.toSorted(
    (one, other) => Number(other.stage === 'screen') - Number(one.stage === 'screen'),
  );
  const told = found.map(
    (finding) =>
      html`<li${finding.stage === 'screen' ? html` class="chief"` : ''}>${withTickets(finding.stage === 'screen' ? heldFinding(language, mail, finding) : findingText(language, finding))}</li>`,
  );
  const failed = trouble === null ? '' : html`<p>${trouble.reason}: ${trouble.detail}</p>`;
  const { ticket } = decision ?? { ticket: null };
  const goes =
    state !== 'quarantined'
      ? ''
      : html`<p class="soft">${ticket === null || ticket === 'new' ? held.asNew : html`${held.claims} ${withTickets(ticket)}.`}</p>`;
  return html`${failed}${told.length === 0 ? '' : html`<ul>${told}</ul>`}${goes}`;
}

function sender(view: MailView): Markup {
  const { mail, language } = view;
  const words = quarantineWords(language);
  return html`<section aria-labelledby="sender"><h2 id="sender">${words.sender}</h2><dl class="facts">${evidenceRows(language, mail)}</dl>${blockSource(view, mail)}</section>`;
}
