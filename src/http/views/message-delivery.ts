/** What became of a mail that went out, in the words of the server that took or refused it. */
import { html } from 'hono/html';
import type { Delivery } from '../../model/inbox.ts';
import type { OutgoingState } from '../../model/outbox-store.ts';
import { counted, wordsOf } from '../words/words.ts';
import { timeTag } from './dates.ts';
import type { Markup } from './page.ts';
import { clockTag } from './ticket-moment.ts';

const signs: Record<OutgoingState, string> = {
  queued: '…',
  sending: '→',
  sent: '✓',
  deferred: '!',
  failed: '✕',
  bounced: '✕',
  cancelled: '⊘',
};

/** One line for each recipient. `named`: with the recipient, where there are several or he is not told elsewhere. */
export function deliveryLines(
  language: string,
  deliveries: readonly Delivery[],
  now: Date,
  named: boolean,
): Markup | '' {
  if (deliveries.length === 0) return '';
  return html`<ul class="delivery">${deliveries.map((one) => line(language, one, now, named))}</ul>`;
}

/** True while it can still be taken back: it waits for its time. */
export function isHeld({ state, nextAttemptAt }: Delivery, now: Date): boolean {
  return state === 'queued' && nextAttemptAt !== null && nextAttemptAt > now;
}

function line(language: string, delivery: Delivery, now: Date, named: boolean): Markup {
  const { state, to } = delivery;
  const who = named ? html` <bdi>${to}</bdi>:` : '';
  return html`<li class="${state}"><span aria-hidden="true" class="sign">${signs[state]}</span>${who} ${whatBecame(language, delivery, now)}</li>`;
}

function whatBecame(language: string, delivery: Delivery, now: Date): Markup {
  const words = wordsOf(language).ticket.delivery;
  const { state, sentAt, nextAttemptAt, attempts, lastAnswer } = delivery;
  const said = lastAnswer === null ? '' : html`, ${words.said} <q><bdi>${lastAnswer}</bdi></q>`;
  switch (state) {
    case 'queued':
      return isHeld(delivery, now) && nextAttemptAt !== null
        ? html`${words.queuedUntil} ${clockTag(language, nextAttemptAt)}`
        : html`${words.queued}`;
    case 'sent':
      return html`${words.sent}${sentAt === null ? '' : html` ${timeTag(language, sentAt, now)}`}`;
    case 'deferred':
      return html`${words.deferred} ${counted(language, words.deferredTries, attempts)}${said}${
        nextAttemptAt === null ? '' : html`; ${words.nextTry} ${timeTag(language, nextAttemptAt, now)}`
      }`;
    case 'failed':
    case 'bounced':
      return html`${words[state]}${said}`;
    case 'sending':
    case 'cancelled':
      return html`${words[state]}`;
  }
}
