/** Spam or not: the buttons below a message of a ticket, and what follows where a ticket began with spam. */
import { html } from 'hono/html';
import { mayAct, mayManage } from '../../desk/rights.ts';
import type { JudgementEntry } from '../../model/judgements.ts';
import type { MailEntry } from '../../model/mail-store.ts';
import { isOpen } from '../../model/ticket.ts';
import type { TicketMessage } from '../../model/ticket-store.ts';
import { learningWords } from '../words/learning.ts';
import { timeTag } from './dates.ts';
import { judgeButtons, judgedBy, judgementChip, learningText } from './judged.ts';
import type { Markup } from './page.ts';
import { actForm } from './ticket-forms.ts';
import { swapAttributes, type TicketView } from './ticket-view.ts';

/** Of a mail that came in. */
export function judgeForm(view: TicketView, message: TicketMessage): Markup | '' {
  const { mail } = message;
  if (mail === null) return '';
  const { language } = view;
  const entry = view.judgements.get(mail);
  const path = `/inbox/message/${message.id}/judge`;
  const { target, oob } = swapAttributes;
  const form = html`<form class="judge" method="post" action="${path}" hx-post="${path}" hx-target="${target}" hx-select="${target}" hx-swap="outerMorph" hx-select-oob="${oob}">${said(view, entry)}${judgeButtons(language, entry)}</form>`;
  return html`${form}${entry?.kind === 'spam' && isFirst(view, message) ? offer(view, view.mails.get(mail)) : ''}`;
}

function said(view: TicketView, entry: JudgementEntry | undefined): Markup | '' {
  if (entry === undefined || (entry.kind === null && entry.state !== 'kept')) return '';
  const { language, people, learns, now } = view;
  const who = people.find(({ address }) => address === entry.by)?.name ?? judgedBy(language, entry);
  return html`<span class="verdict">${judgementChip(language, entry.kind)} <span class="soft"><bdi>${who}</bdi> ${timeTag(language, entry.at, now)} · ${learningText(language, entry, learns)}</span></span>`;
}

function isFirst({ history }: TicketView, { id }: TicketMessage): boolean {
  return history.earlier === 0 && history.messages.find(({ kind }) => kind === 'inbound')?.id === id;
}

/** Closing tells nobody; what else keeps such mail away is for admins. */
function offer(view: TicketView, mail: MailEntry | undefined): Markup | '' {
  const { judge } = learningWords(view.language);
  const mayClose = isOpen(view.ticket) && mayAct(view.actor, 'state', view.ticket).allowed;
  const close = mayClose
    ? actForm(view, 'state', html`<button name="state" value="closed">${judge.close}</button>`, {
        id: '-',
      })
    : '';
  const links = mayManage(view.actor, 'screening') && mail !== undefined ? keepOff(judge, mail) : '';
  if (close === '' && links === '') return '';
  return html`<div class="offer" role="note"><span>${judge.offer}</span>${close}${links}</div>`;
}

function keepOff(
  judge: ReturnType<typeof learningWords>['judge'],
  { from, envelope, source }: MailEntry,
): Markup {
  const sender = from || envelope.sender;
  const deny =
    sender === ''
      ? ''
      : html`<a class="button" href="/admin/lists?deny=${encodeURIComponent(sender)}">${judge.deny}</a>`;
  const block =
    source.kind === 'smtp'
      ? html`<a class="button" href="/admin/lists?block=${encodeURIComponent(source.address)}">${judge.block}</a>`
      : '';
  return html`${deny}${block}`;
}
