/** What the page of a ticket shows: its newest messages, one message as a whole, and the mails they came as. */
import type { History } from '../../model/inbox.ts';
import type { MailEntry } from '../../model/mail-store.ts';
import type { TicketMessage } from '../../model/ticket-store.ts';
import type { Database } from '../connect.ts';
import { asId, type MessageRow } from '../documents.ts';
import { mailEntry } from '../mail-rows.ts';
import { messageOf } from '../ticket-rows.ts';

/** Characters of each text that a page shows at once; the whole of it is a page of its own. */
const longestShown = 20_000;

/** The newest messages, oldest first, their texts cut. */
export async function historyOf({ messages }: Database, ticket: string, newest: number): Promise<History> {
  const _id = asId(ticket);
  if (_id === null) return { earlier: 0, messages: [] };
  const [rows, count] = await Promise.all([
    messages
      .aggregate<MessageRow>([
        { $match: { ticket: _id } },
        { $sort: { createdAt: -1, _id: -1 } },
        { $limit: newest },
        { $set: { text: cut('$text'), replyText: cut('$replyText'), html: cut('$html') } },
      ])
      .toArray(),
    messages.countDocuments({ ticket: _id }),
  ]);
  return { earlier: Math.max(0, count - rows.length), messages: rows.reverse().map(messageOf) };
}

function cut(field: string): object {
  const text = { $substrCP: [field, 0, longestShown] };
  return { $cond: [{ $eq: [{ $type: field }, 'string'] }, text, null] };
}

/** A whole message; null where there is none. */
export async function messageById({ messages }: Database, id: string): Promise<TicketMessage | null> {
  const _id = asId(id);
  const row = _id === null ? null : await messages.findOne({ _id });
  return row === null ? null : messageOf(row);
}

/** Those of the mails that there are, by id. */
export async function mailsById(
  { mails }: Database,
  ids: readonly string[],
): Promise<Map<string, MailEntry>> {
  const rows = await mails.find({ _id: { $in: ids.flatMap((id) => asId(id) ?? []) } }).toArray();
  return new Map(rows.map((row) => [row._id.toHexString(), mailEntry(row)]));
}
