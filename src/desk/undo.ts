/** Takes an answer back while it still waits to be sent. */
import { Failure } from '../failure.ts';
import type { InboxStore } from '../model/inbox.ts';
import type { OutboxStore } from '../model/outbox-store.ts';
import type { TicketChange, TicketMessage } from '../model/ticket-store.ts';
import { changed, type Plan, type Situation } from './plan.ts';
import { turnedBack } from './standing.ts';

interface UndoParts {
  readonly inbox: Pick<InboxStore, 'deliveries'>;
  readonly outbox: Pick<OutboxStore, 'cancel'>;
}

/** All rows of the answer, or none: where one is on its way already, Failure `conflict`, and the rest goes too. */
export async function undo(
  { inbox, outbox }: UndoParts,
  situation: Situation,
  message: string,
): Promise<Plan> {
  const { ticket, history } = situation;
  const answer = history.find(({ id, kind }) => id === message && kind === 'reply');
  if (answer === undefined) throw new Failure('bad-usage', 'only an answer can be taken back');
  const deliveries = [...(await inbox.deliveries(ticket.id)).values()];
  const rows = deliveries.filter(({ messageId }) => messageId === answer.messageId);
  if (rows.length === 0 || rows.some(({ state }) => state !== 'queued')) throw tooLate();
  for (const { id } of rows) if (!(await outbox.cancel(id))) throw tooLate();
  const plan = changed(
    situation,
    changeBack(situation, answer),
    'undone',
    'has its answer taken back',
    'answer taken back before it was sent',
  );
  const messages = plan.messages.map((entry) => ({ ...entry, takesBack: message }));
  return { ...plan, messages, message };
}

/** The ticket stands as before, unless a later answer has its say; forwarding changed nothing. */
function changeBack({ ticket, history }: Situation, { id, turn }: TicketMessage): TicketChange {
  const back = new Set(history.map(({ takesBack }) => takesBack));
  const later = history.slice(history.findIndex((each) => each.id === id) + 1);
  const isLast = later.every((each) => each.turn === undefined || back.has(each.id));
  return turn === undefined || !isLast ? {} : turnedBack(ticket, turn);
}

function tooLate(): Failure {
  return new Failure('conflict', 'it is too late: the answer is on its way');
}

/** The answer that somebody can still take back: his last one, while it waits. Null where there is none. */
export function undoableOf(
  history: readonly Pick<TicketMessage, 'id' | 'kind' | 'mark' | 'from' | 'createdAt'>[],
  address: string,
  now: Date,
  undoSeconds: number,
): { readonly message: string; readonly until: Date } | null {
  const last = history.findLast(({ kind, mark }) => kind === 'reply' || mark === 'undone');
  if (last?.kind !== 'reply' || last.from.address !== address) return null;
  const until = new Date(last.createdAt.getTime() + undoSeconds * 1000);
  return until > now ? { message: last.id, until } : null;
}
