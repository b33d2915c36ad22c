/** Tickets as lines of a list. */
import type { TicketLine } from '../../model/inbox.ts';
import type { TicketRow } from '../documents.ts';
import { ticketOf } from '../ticket-rows.ts';

/** The line of a row. */
export function lineOf(row: TicketRow): TicketLine {
  const { from, kind, at, preview, messages, hasAttachment } = row.said;
  return {
    ...ticketOf(row),
    preview,
    last: kind === null || at === null ? null : { from, kind, at },
    messages,
    hasAttachment,
    waitUntil: row.waitUntil ?? null,
    solution: row.solution,
    links: linksOf(row),
  };
}

function linksOf({ links, linkedTo }: TicketRow): string[] {
  const all = [...(linkedTo === null ? [] : [linkedTo]), ...links];
  return [...new Set(all.map((id) => id.toHexString()))];
}
