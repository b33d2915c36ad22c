/** POST /inbox/:ticket/undo: a letter comes back before it is sent, and goes on as a draft. */
import type { Context } from 'hono';
import { z } from 'zod';
import { Failure } from '../../failure.ts';
import { type Draft, joinedDrafts } from '../../model/draft.ts';
import type { TicketLine, Upload } from '../../model/inbox.ts';
import type { TicketMessage } from '../../model/ticket-store.ts';
import type { Env, Site } from '../site.ts';
import { troubles } from './compose-send.ts';

const asked = z.object({ message: z.string().regex(/^[0-9a-f]{24}$/) });

export async function undo(c: Context<Env>, site: Site, ticket: TicketLine): Promise<Response> {
  const { agent, actor } = c.get('visitor');
  const form = asked.safeParse(await c.req.parseBody());
  const page = `/inbox/${ticket.ticketId}`;
  if (!form.success) return c.redirect(page, 303);
  const { message } = form.data;
  try {
    await site.desk.act(actor, ticket.id, { do: 'undo', message });
  } catch (failure) {
    if (!(failure instanceof Failure)) throw failure;
    const trouble = failure.code === 'conflict' ? 'late' : (troubles[failure.code] ?? 'other');
    return c.redirect(`${page}?trouble=${trouble}#composer`, 303);
  }
  const kind = await backToDraft(site, agent.id, ticket, message);
  return c.redirect(`${page}?compose=${kind}&kept=1#composer`, 303);
}

/** Above what was begun meanwhile. Gives the kind of the draft. */
async function backToDraft(
  site: Site,
  agent: string,
  ticket: TicketLine,
  message: string,
): Promise<Draft['kind']> {
  const { store } = site;
  const history = await store.tickets.messages(ticket.id);
  const answer = history.find(({ id }) => id === message);
  const kind = answer?.mark === 'forwarded' ? 'forward' : 'reply';
  const row = answer?.outgoing == null ? null : await store.outbox.find(answer.outgoing);
  if (answer === undefined || row === null) return kind;
  const begun = await store.inbox.draft(agent, ticket.id, kind);
  const { carry, attachments } = uncarried(history, answer, row.attachments ?? []);
  const written = { text: answer.replyText, attachments };
  await store.inbox.saveDraft({
    agent,
    ticket: ticket.id,
    kind,
    to: row.headerTo,
    cc: row.headerCc,
    subject: '',
    ...(begun === null ? written : joinedDrafts(written, begun)),
    seen: history.at(-1)?.id ?? null,
    message: answer.forwards ?? null,
    carry,
    ...(answer.turn === undefined ? {} : { then: answer.turn.after.state }),
    updatedAt: site.now(),
  });
  return kind;
}

/** The files that the writer added himself; those of a message that goes on are carried by it again. */
function uncarried(
  history: readonly TicketMessage[],
  { forwards }: TicketMessage,
  files: readonly Upload[],
): { readonly carry: boolean; readonly attachments: readonly Upload[] } {
  const theirs = history.find(({ id }) => id === forwards)?.attachments ?? [];
  const carry = theirs.every(({ sha256 }) => files.some((file) => file.sha256 === sha256));
  if (!carry) return { carry, attachments: files };
  const own = files.filter((file) => !theirs.some(({ sha256 }) => sha256 === file.sha256));
  return { carry, attachments: own };
}
