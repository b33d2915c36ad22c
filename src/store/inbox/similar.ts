/** Past tickets that look like this one, and what problems come up most. */
import type { Problem, SimilarTicket, Viewer } from '../../inbox.ts';
import type { Database } from '../connect.ts';
import { asId, type Id, type MessageRow, type TicketRow } from '../documents.ts';
import type { Words } from '../words.ts';
import { lineOf } from './lines.ts';
import { within } from './lists.ts';

/** Words of a ticket that are looked for. */
const mostWords = 12;
/** Messages looked at, the likest first. */
const mostHits = 50;

/** Solved or closed tickets whose words are the likest, with the answer that solved them. */
export async function similarTickets(
  database: Database,
  words: Words,
  viewer: Viewer,
  ticket: string,
  limit: number,
): Promise<SimilarTicket[]> {
  const _id = asId(ticket);
  const first = _id === null ? null : await firstMessage(database, _id);
  if (_id === null || first === null) return [];
  const $search = tellingWords(`${first.subject} ${first.replyText ?? first.text}`).join(' ');
  if ($search === '') return [];
  await words.catchUp(1);
  const hits = await database.words
    .aggregate<{ _id: Id; score: number }>([
      { $match: { $text: { $search }, ticket: { $ne: _id } } },
      { $sort: { score: { $meta: 'textScore' } } },
      { $limit: mostHits },
      { $group: { _id: '$ticket', score: { $max: { $meta: 'textScore' } } } },
      { $sort: { score: -1 } },
    ])
    .toArray();
  const scores = new Map(hits.map((hit) => [hit._id.toHexString(), hit.score]));
  const filter = { ...within(viewer, null), _id: { $in: hits.map((hit) => hit._id) } };
  const rows = await database.tickets.find({ ...filter, state: { $in: ['solved', 'closed'] } }).toArray();
  const best = Math.max(1, ...scores.values());
  const likeness = (row: TicketRow) => (scores.get(row._id.toHexString()) ?? 0) / best;
  const likest = rows.sort((one, other) => likeness(other) - likeness(one)).slice(0, limit);
  return Promise.all(
    likest.map(async (row) => ({
      ticket: lineOf(row),
      likeness: likeness(row),
      answer: row.solution?.note || (await lastAnswer(database, row._id)),
    })),
  );
}

function firstMessage({ messages }: Database, ticket: Id): Promise<MessageRow | null> {
  return messages.findOne({ ticket, kind: 'inbound' }, { sort: { createdAt: 1 } });
}

async function lastAnswer({ messages }: Database, ticket: Id): Promise<string> {
  const reply = await messages.findOne({ ticket, kind: 'reply' }, { sort: { createdAt: -1 } });
  return reply?.replyText ?? reply?.text ?? '';
}

/** Longer words tell more; each once. */
function tellingWords(text: string): string[] {
  const all = text.toLowerCase().match(/[\p{L}\p{N}]{4,30}/gu) ?? [];
  return [...new Set(all)].sort((one, other) => other.length - one.length).slice(0, mostWords);
}

/** Tags and telling words of subjects since then, by how many tickets have them. */
export async function problems(
  { tickets }: Database,
  viewer: Viewer,
  since: Date,
  limit: number,
): Promise<Problem[]> {
  const rows = await tickets
    .find({ ...within(viewer, null), createdAt: { $gte: since } })
    .sort({ updatedAt: -1 })
    .limit(20_000)
    .toArray();
  const byWord = new Map<string, TicketRow[]>();
  for (const row of rows) {
    for (const word of tellingWords(row.subject)) {
      byWord.set(word, [...(byWord.get(word) ?? []), row]);
    }
  }
  return [...byWord]
    .filter(([, some]) => some.length > 1)
    .sort(([, one], [, other]) => other.length - one.length)
    .slice(0, limit)
    .map(([word, some]) => {
      const solved = some.find(({ solution }) => solution !== null);
      return {
        words: [word],
        tickets: some.length,
        examples: some.slice(0, 3).map(({ ticketId, subject }) => ({ ticketId, subject })),
        solution:
          solved?.solution == null ? null : { ticketId: solved.ticketId, problem: solved.solution.problem },
      };
    });
}
