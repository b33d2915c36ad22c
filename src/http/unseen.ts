/** Tickets of other departments that a ticket names: that there is one may be told, but not its ID, whose code lets mail in. */
import type { InboxStore, TicketLine, Viewer } from '../model/inbox.ts';
import type { TicketMessage } from '../model/ticket-store.ts';

type Inbox = Pick<InboxStore, 'ticket'>;

/** Events whose text is ours alone, and names tickets. */
const naming: ReadonlySet<string | null> = new Set(['linked', 'merged', 'split']);
const ticketId = /\b\d{1,12}-[0-9A-HJKMNP-TV-Z]{4}\b/g;

/** The messages, with `instead` for each ticket that the viewer does not see. */
export async function withoutUnseen<Message extends Pick<TicketMessage, 'mark' | 'text' | 'replyText'>>(
  inbox: Inbox,
  viewer: Viewer,
  messages: readonly Message[],
  instead: string,
): Promise<Message[]> {
  const names = messages.flatMap((one) => (naming.has(one.mark) ? (one.text.match(ticketId) ?? []) : []));
  const unseen = await unseenOf(inbox, viewer, names);
  const plain = (text: string) => text.replaceAll(ticketId, (name) => (unseen.has(name) ? instead : name));
  return messages.map((one) =>
    naming.has(one.mark) ? { ...one, text: plain(one.text), replyText: plain(one.replyText) } : one,
  );
}

/** The tickets, with those of their links that the viewer sees. */
export async function withSeenLinks<Line extends Pick<TicketLine, 'links'>>(
  inbox: Inbox,
  viewer: Viewer,
  lines: readonly Line[],
): Promise<Line[]> {
  const unseen = await unseenOf(
    inbox,
    viewer,
    lines.flatMap(({ links }) => links),
  );
  return lines.map((line) => ({ ...line, links: line.links.filter((id) => !unseen.has(id)) }));
}

async function unseenOf(inbox: Inbox, viewer: Viewer, names: readonly string[]): Promise<Set<string>> {
  if (viewer.departments === 'all') return new Set();
  const each = [...new Set(names)];
  const seen = await Promise.all(each.map((name) => inbox.ticket(viewer, name)));
  return new Set(each.filter((_, at) => seen[at] === null));
}
