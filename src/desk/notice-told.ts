/** Who is told of what a colleague did. Pure. */
import type { Settings } from '../config/schema.ts';
import type { Ticket } from '../model/ticket.ts';
import type { NewMessage } from '../model/ticket-store.ts';
import type { Plan } from './plan.ts';

export interface InternalNews {
  /** Addresses, lower case, each once. */
  readonly member: string;
  readonly assigned: boolean;
  /** The time that his ticket waited for has come. */
  readonly woken: boolean;
  readonly notes: readonly NewMessage[];
}

export interface TellQuestion {
  readonly ticket: Pick<Ticket, 'id' | 'owner'>;
  readonly plan: Pick<Plan, 'changes' | 'messages'>;
  /** Who did it, who knows already. */
  readonly author: string;
  /** Of the ticket's department, lower case. */
  readonly members: readonly string[];
  isStaff(address: string): boolean;
  readonly settings: Settings['notices'];
}

/** One piece of news for each who is told: of notes by the setting, of an assignment the new owner, of waking the owner. */
export function internalNews(question: TellQuestion): InternalNews[] {
  const { ticket, plan, author, settings, isStaff } = question;
  const notes = plan.messages.filter(({ kind }) => kind === 'note');
  const owners = plan.changes
    .filter((change) => change.ticket === ticket.id)
    .map(({ change }) => change.owner);
  const owner = owners.findLast((one) => one !== undefined) ?? null;
  const assigned =
    owner !== null && owner !== ticket.owner && settings.assignment ? owner.toLowerCase() : null;
  const readers = notes.length === 0 ? [] : noteReaders(question, owner ?? ticket.owner);
  const sleeper = author === '' && plan.messages.some(({ mark }) => mark === 'woken') ? ticket.owner : null;
  const told = new Set([
    ...[assigned, sleeper?.toLowerCase() ?? null].filter((one) => one !== null),
    ...readers,
  ]);
  told.delete(author.toLowerCase());
  return [...told].filter(isStaff).map((member) => ({
    member,
    assigned: member === assigned,
    woken: member === sleeper?.toLowerCase(),
    notes: readers.includes(member) ? notes : [],
  }));
}

function noteReaders({ settings, members, author, isStaff }: TellQuestion, owner: string | null): string[] {
  if (settings.note === 'nobody') return [];
  const mine = owner?.toLowerCase() ?? null;
  const concerns = mine !== null && mine !== author.toLowerCase() && isStaff(mine);
  if (settings.note === 'owner' && concerns) return [mine];
  return concerns ? [mine, ...members] : [...members];
}
