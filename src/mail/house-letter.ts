/** Mail within the house: to people of ours, by Postern itself, about no ticket, and for nobody to answer (RFC 3834, 5). */
import type { NewOutgoing } from '../model/outbox-store.ts';
import { type Composer, oneLine } from './outgoing.ts';

export interface HouseParts extends Composer {
  readonly settings: { readonly outbox: { readonly from?: string | undefined } };
}

export interface HouseLetter {
  readonly kind: 'alarm' | 'account' | 'digest';
  readonly to: string;
  /** At most one for a cause, recipient and kind; null: each is its own. */
  readonly cause: string | null;
  /** Address of ours that it comes from where the settings name none. */
  readonly lane: string | undefined;
  readonly subject: string;
  readonly text: string;
  readonly html: string | null;
  /** Null: not said. */
  readonly language: string | null;
  readonly now: Date;
}

/** Its row of the outbox. */
export function houseLetter(parts: HouseParts, letter: HouseLetter): NewOutgoing {
  const { signer, settings, hostname } = parts;
  const { kind, to, cause, lane = 'postmaster@localhost', language } = letter;
  const id = parts.newId();
  return {
    id,
    kind,
    to,
    ticket: null,
    ticketId: null,
    cause: cause ?? id,
    envelopeSender: signer.bounceAddress(lane, id),
    messageId: signer.messageId(kind, 0, id),
    subject: oneLine(letter.subject, 200),
    headers: [
      ['Auto-Submitted', 'auto-generated'],
      ['X-Auto-Response-Suppress', 'All'],
      ['X-Postern-Loop', hostname],
      ...(language === null ? [] : [['Content-Language', language] as const]),
    ],
    from: { name: 'Postern', address: settings.outbox.from ?? lane },
    replyTo: null,
    headerTo: [to],
    headerCc: [],
    text: letter.text,
    html: letter.html,
    createdAt: letter.now,
    waitsFor: [],
    acceptedAt: null,
  };
}
