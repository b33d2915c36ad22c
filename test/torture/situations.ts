/** Small ledgers and what there is beside them, good until a test breaks them. */
import type { Situation } from '../../torture/checks.ts';
import type { Found } from '../../torture/found.ts';
import type { Happened, Sent } from '../../torture/ledger.ts';
import type { SunkLine } from '../../torture/sunk.ts';

/** A mutable copy, for tests to break. */
type Loose<T> = { -readonly [K in keyof T]: T[K] extends readonly (infer E)[] ? Loose<E>[] : T[K] };

export interface Broken {
  readonly sent: Loose<Sent>;
  readonly found: Loose<Found>;
  readonly happened: Happened[];
  quiet: boolean;
}

/** When all of it happened. */
export const at = 1_000_000;
const id = 'one@customer.example';
const lane = 'desk0@desk.example';

/** Lines of the sink's log for one mail that it took, and answered. */
export function copy(messageId: string, when: number, answered = true): SunkLine[] {
  const line = { at: when, to: 'x@customer.example', messageId, subject: '', replyTo: '', auto: '' };
  const accepted: SunkLine = { ...line, event: 'accepted' };
  return answered ? [accepted, { ...line, event: 'answered' }] : [accepted];
}

/** One mail that opened a ticket, whose notice and receipt went out: nothing is wrong. */
export function goodWorld(): Broken {
  const row = { ticketId: '10001-AAAA', cause: 'm1', state: 'sent', attempts: 1 };
  return {
    sent: {
      id,
      round: 0,
      kind: 'new',
      lanes: [lane],
      ticketId: null,
      answers: [451, 250],
      acknowledged: true,
      refused: false,
    },
    found: {
      mails: [{ id: 'm1', messageId: id, lane, state: 'filed', ticketId: '10001-AAAA', dueAt: null }],
      tickets: [{ id: 't1', number: 10001, ticketId: '10001-AAAA' }],
      messages: [{ ticket: 't1', kind: 'inbound', messageId: id, mail: 'm1' }],
      outgoing: [
        { ...row, id: 'n1', kind: 'notice', messageId: 'n1@desk.example' },
        { ...row, id: 'r1', kind: 'receipt', messageId: 'r1@desk.example' },
      ],
      sunk: [...copy('n1@desk.example', at), ...copy('r1@desk.example', at + 100)],
      mailbox: { INBOX: [], Processed: [], Failed: [] },
    },
    happened: [],
    quiet: true,
  };
}

/** The situation as the checks take it. */
export function situationOf({ sent, found, happened, quiet }: Broken): Situation {
  return { ledger: { sent: [sent], happened }, found, fromRound: 0, quiet, now: at + 60_000 };
}
