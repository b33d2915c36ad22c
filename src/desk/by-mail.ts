/** Whether a mail by staff is taken as theirs (DESIGN 4; issue of the desk by mail). Pure. */
import type { Facts, Match } from '../model/facts.ts';
import type { Actor } from '../model/people.ts';
import type { Ticket } from '../model/ticket.ts';
import { sees } from './rights.ts';

/** Why a mail was not taken: a closed set, for the words of templates. */
export const refusals = {
  'no-reply-address': 'it did not come to the signed reply address of a notice',
  'address-of-another': 'the reply address belongs to another member of staff',
  'not-staff': 'its author is no member of staff',
  'no-longer-staff': 'its author is no longer a member of staff',
  unproven: 'nothing proves its author (SPF, DKIM, DMARC)',
  forged: 'DMARC failed for its author',
  department: 'the ticket is not in a department of yours',
  tier: 'your tier may not do this',
  commands: 'there is something wrong with a command',
  nothing: 'there is nothing in it above the quoted text',
  unreadable: 'it is encrypted, or could not be read',
  help: 'you asked for the list of commands',
} as const satisfies Record<string, string>;
export type Refusal = keyof typeof refusals;

export type Admission =
  /** He speaks for the house, or to it. */
  | { readonly kind: 'taken'; readonly ticket: Ticket; readonly actor: Actor; readonly note: boolean }
  /** `told`: his address, where he is shown to be himself; null: nobody is written to, a note is left on the ticket. */
  | {
      readonly kind: 'refused';
      readonly ticket: Ticket;
      readonly why: Refusal;
      readonly told: string | null;
    }
  /** An automatic answer, such as out of office: seen on the ticket, and without any effect. */
  | { readonly kind: 'absent'; readonly ticket: Ticket }
  /** A copy of a mail that is taken at his reply address. */
  | { readonly kind: 'echo'; readonly ticket: Ticket };

type Known = Pick<Facts, 'mail' | 'evidence' | 'desk' | 'delivery'>;

/** What a mail is to the desk; null where it goes the way of any other mail. */
export function admission(facts: Known, match: Match): Admission | null {
  const { desk, mail, delivery } = facts;
  // Mail out of files is old: nothing is done upon it any more.
  if (desk === null || delivery.source.kind === 'import') return null;
  const ticket = desk.bound?.ticket ?? match.ticket;
  if (ticket === null) return null;
  const author = mail.from?.address.toLowerCase() ?? '';
  const own = desk.bound !== null && desk.bound.to === author;
  const { kind } = mail.nature;
  if (kind === 'bounce' || kind === 'complaint' || kind === 'own') return null;
  // Who takes part as a customer is one, unless he comes through his own door.
  if (!own && ticket.participants.includes(author)) return null;
  // Who says the same over and over is a program, whatever its header says of it.
  const byProgram = (kind !== 'person' && kind !== 'list') || match.author === 'program';
  if (byProgram) return { kind: 'absent', ticket };
  return own ? ownDoor(facts, ticket, desk.bound.note) : otherDoor(facts, ticket);
}

function ownDoor({ desk, evidence, mail }: Known, ticket: Ticket, note: boolean): Admission {
  const actor = desk?.actor ?? null;
  if (actor === null) return { kind: 'refused', ticket, why: 'no-longer-staff', told: null };
  const against = unbelieved(evidence);
  if (against !== null) return { kind: 'refused', ticket, why: against, told: null };
  const told = actor.address;
  if (!sees(actor.departments, ticket.department))
    return { kind: 'refused', ticket, why: 'department', told };
  const closed = mail.unreadable || mail.protection.some((one) => one.startsWith('encrypted'));
  if (closed) return { kind: 'refused', ticket, why: 'unreadable', told };
  return { kind: 'taken', ticket, actor, note };
}

function otherDoor({ desk, evidence, mail }: Known, ticket: Ticket): Admission | null {
  const actor = desk?.actor ?? null;
  if (actor === null) {
    const note = desk?.bound?.note ?? false;
    return note ? { kind: 'refused', ticket, why: 'not-staff', told: null } : null;
  }
  const against = unbelieved(evidence);
  if (against !== null) return { kind: 'refused', ticket, why: against, told: null };
  if (desk?.elsewhere) return { kind: 'echo', ticket };
  if (desk?.bound != null) return { kind: 'refused', ticket, why: 'address-of-another', told: actor.address };
  // He wrote to the customer himself, and let us know.
  const heard = [...mail.to, ...mail.cc].some(({ address }) =>
    ticket.participants.includes(address.toLowerCase()),
  );
  return heard ? null : { kind: 'refused', ticket, why: 'no-reply-address', told: actor.address };
}

/** A forged address gets no mail from us: it would be backscatter (RFC 3834, 2). */
function unbelieved({ trust }: Facts['evidence']): 'forged' | 'unproven' | null {
  if (trust === 'failed') return 'forged';
  return trust === 'authenticated' || trust === 'aligned' ? null : 'unproven';
}
