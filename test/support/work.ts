/** Tickets to work on, for tests of pages. */
import type { TicketLine } from '../../src/model/inbox.ts';
import type { OutgoingEntry } from '../../src/model/outbox-store.ts';
import { eventually } from './gateway.ts';
import type { TestInbox } from './inbox.ts';
import type { MailToCompose } from './mail.ts';

const everything = { address: '', departments: 'all' } as const;

/** Sends a mail by Ana, and gives the ticket that it opens. The subject must be a new one. */
export async function openedBy(
  inbox: TestInbox,
  subject: string,
  mail: MailToCompose = {},
): Promise<TicketLine> {
  await inbox.mail({ subject, text: 'My printer burns. Please help me.', ...mail });
  const { store } = inbox.gateway;
  return eventually(`the ticket ${subject}`, async () => {
    const tickets = await store.tickets.list({ limit: 100 });
    const ticket = tickets.find((one) => one.subject === subject);
    return ticket === undefined ? null : store.inbox.ticket(everything, ticket.id);
  });
}

/** The rows of answers and forwards of a ticket, whatever became of them. */
export async function answersOn(inbox: TestInbox, ticket: TicketLine): Promise<OutgoingEntry[]> {
  const rows = await inbox.gateway.store.outbox.list({ kind: 'reply', limit: 1000 });
  return rows.filter((row) => row.ticket === ticket.id);
}
