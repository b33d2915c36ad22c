/** What is to be done so that the copies of a ticket lie where it stands. Pure. */
import type { MirrorCopy, Place } from '../model/mirroring.ts';
import type { OutgoingState } from '../model/outbox-store.ts';
import type { Ticket } from '../model/ticket.ts';
import type { TicketMessage } from '../model/ticket-store.ts';

export interface Flags {
  readonly seen: boolean;
  readonly flagged: boolean;
}

/** What happens to one message. */
export type Step =
  | { readonly do: 'append'; readonly message: TicketMessage; readonly flags: Flags }
  /** Its mail is still on its way out, and may be taken back. */
  | { readonly do: 'wait'; readonly message: TicketMessage }
  /** It will never be sent. */
  | { readonly do: 'drop'; readonly message: TicketMessage }
  | { readonly do: 'move'; readonly message: TicketMessage; readonly from: Place }
  | { readonly do: 'flag'; readonly message: TicketMessage; readonly at: Place; readonly flags: Flags };

export interface Known {
  readonly ticket: Pick<Ticket, 'state' | 'priority'>;
  /** Folder that the ticket belongs to now. */
  readonly folder: string;
  /** Oldest first. */
  readonly messages: readonly TicketMessage[];
  readonly copies: ReadonlyMap<string, MirrorCopy>;
  /** State of the outgoing mail of a message, by its id. */
  readonly outgoing: ReadonlyMap<string, OutgoingState>;
  readonly notes: boolean;
}

/**
 * The steps, in the order of the messages. A copy that is nowhere although it was begun is made anew: who calls has looked for
 * it in the folder before.
 */
export function planCopies(known: Known): Step[] {
  const mirrored = known.messages.filter((message) => isMirrored(message, known.notes));
  const lastReply = mirrored.findLastIndex(({ kind }) => kind === 'reply');
  return mirrored.flatMap((message, at): Step[] => {
    const copy = known.copies.get(message.id) ?? null;
    if (copy?.gone) return [];
    const flags = flagsOf(known.ticket, message, at <= lastReply);
    return copy?.place == null
      ? fresh(message, copy, flags, known)
      : settled(message, copy, copy.place, flags, known);
  });
}

/** Receipts and events are ours to know. */
function isMirrored({ kind, mail, outgoing }: TicketMessage, notes: boolean): boolean {
  if (kind === 'inbound') return mail !== null;
  return kind === 'reply' ? outgoing !== null : kind === 'note' && notes;
}

/** What was answered, and what is done with, is read. Only notes are new to all but their author. */
function flagsOf({ state, priority }: Known['ticket'], { kind }: TicketMessage, answered: boolean): Flags {
  const done = state === 'solved' || state === 'closed';
  return {
    seen: done || answered || kind === 'reply',
    flagged: priority === 'high' || priority === 'urgent',
  };
}

function fresh(message: TicketMessage, copy: MirrorCopy | null, flags: Flags, { outgoing }: Known): Step[] {
  if (message.kind !== 'reply') return [{ do: 'append', message, flags }];
  const state = outgoing.get(message.outgoing ?? '');
  if (state === 'sent' || state === 'bounced') return [{ do: 'append', message, flags }];
  const underWay = state === 'queued' || state === 'sending' || state === 'deferred';
  if (underWay) return copy?.waiting ? [] : [{ do: 'wait', message }];
  return copy === null ? [] : [{ do: 'drop', message }];
}

/** What people marked as read stays so. */
function settled(
  message: TicketMessage,
  copy: MirrorCopy,
  place: Place,
  flags: Flags,
  { folder }: Known,
): Step[] {
  const steps: Step[] = [];
  const wanted = { ...flags, seen: flags.seen || copy.seen };
  if (wanted.seen !== copy.seen || wanted.flagged !== copy.flagged) {
    steps.push({ do: 'flag', message, at: place, flags: wanted });
  }
  if (place.folder !== folder) steps.push({ do: 'move', message, from: place });
  return steps;
}
