/** From a mail in which staff have a part to all that filing it writes. Does no I/O itself. */

import type { Settings } from './config/schema.ts';
import type { Decision } from './decision.ts';
import { type Admission, type Refusal, refusals } from './desk/by-mail.ts';
import { type Done, planByMail, Undoable } from './desk/by-mail-plan.ts';
import { filesOf, wordsOf } from './desk/by-mail-text.ts';
import { type Order, readOrders } from './desk/command.ts';
import { type Fault, type Request, requestOf } from './desk/command-actions.ts';
import { recipientsOf } from './desk/recipients.ts';
import { event } from './entries.ts';
import { noEffect, type Reserved } from './filing.ts';
import type { Letters } from './letters.ts';
import type { StaffNow } from './lookups.ts';
import type { Facts } from './model/facts.ts';
import type { Filing, MailClaim } from './model/mail-store.ts';
import type { Actor } from './model/people.ts';
import type { NewMessage } from './model/ticket-store.ts';

export interface StaffFilingParts {
  readonly letters: Pick<Letters, 'written' | 'notices' | 'news' | 'outcome'>;
  readonly staff: StaffNow;
  readonly settings: Pick<Settings, 'departments'>;
  newId(): string;
  /** True for an address of ours. */
  isOurs(address: string): boolean;
}

/** A mail that was admitted, or not. */
export interface StaffMail {
  readonly claim: MailClaim;
  readonly facts: Facts;
  readonly decision: Decision;
  readonly byMail: Admission;
  /** For a ticket that a command opens. */
  readonly reserved: Reserved | null;
}

export type FileByStaff = (mail: StaffMail) => Filing;

type Taken = StaffMail & { readonly byMail: Extract<Admission, { kind: 'taken' }> };
type Refused = StaffMail & { readonly byMail: Extract<Admission, { kind: 'refused' }> };

/** Makes the filing of mails by staff. What cannot be done is not half done: then the mail is refused as a whole. */
export function makeStaffFiling(parts: StaffFilingParts): FileByStaff {
  return (mail) => {
    const { byMail } = mail;
    if (byMail.kind === 'taken') return taken(parts, { ...mail, byMail });
    if (byMail.kind === 'echo') return withoutEffect(mail);
    return byMail.kind === 'refused'
      ? refused(parts, { ...mail, byMail }, byMail.why, [])
      : absent(parts, mail);
  };
}

/** True where a command opens a ticket, which then needs a number. */
export function opensByCommand({ mail }: Pick<Facts, 'mail'>): boolean {
  return readOrders(wordsOf(mail)).orders.some(({ name }) => name === 'new');
}

function taken(parts: StaffFilingParts, mail: Taken): Filing {
  const { facts, byMail } = mail;
  const { orders, rest } = readOrders(wordsOf(facts.mail));
  const request = requestFor(parts, mail, orders);
  const files = rest === '' && orders.length > 0 ? [] : filesOf(facts.mail);
  const against = faultOf(request, orders, rest !== '' || files.length > 0);
  if (against !== null) return refused(parts, mail, against, request.faults);
  try {
    const { plan, done } = planByMail({
      situation: {
        ticket: byMail.ticket,
        history: facts.desk?.history ?? [],
        actor: named(byMail.actor, facts.mail.from?.name ?? ''),
        now: facts.now,
        newId: parts.newId,
      },
      request: { ...request, note: request.note || byMail.note },
      text: rest,
      files,
      cc: request.all ? everybody(parts, mail) : [],
      roster: parts.staff.roster(),
      others: facts.desk?.others ?? new Map(),
      reserved: mail.reserved,
      lane: facts.delivery.lane,
      cause: facts.delivery.id,
      compose: parts.letters.written,
    });
    return worked(parts, mail, orders, { plan, done });
  } catch (error) {
    if (!(error instanceof Undoable)) throw error;
    if (error.order === '')
      return refused(parts, mail, error.failure.code === 'forbidden' ? 'tier' : 'unreadable', []);
    return refused(parts, mail, 'commands', [
      { order: error.order, code: 'refused', detail: error.failure.message },
    ]);
  }
}

function requestFor(parts: StaffFilingParts, { facts, byMail }: Taken, orders: readonly Order[]): Request {
  return requestOf(orders, {
    author: byMail.actor.address,
    people: parts.staff.people(),
    departments: parts.settings.departments.map(({ name }) => name),
    message: facts.desk?.answers ?? null,
    now: facts.now,
  });
}

function faultOf(request: Request, orders: readonly Order[], hasContent: boolean): Refusal | null {
  if (request.faults.length > 0) return 'commands';
  if (request.help) return 'help';
  return hasContent || (orders.length > 0 && request.actions.length > 0) ? null : 'nothing';
}

/** Customers see his name, and never his address. */
function named(actor: Actor, name: string): Actor {
  const names = [actor.name, name].filter((one) => one.trim() !== '' && !one.includes('@'));
  return { ...actor, name: names[0] ?? '' };
}

function everybody({ isOurs, staff }: StaffFilingParts, { facts, byMail }: Taken): readonly string[] {
  const history = facts.desk?.history ?? [];
  const { cc } = recipientsOf('reply-all', byMail.ticket, history, isOurs);
  return cc.filter((address) => !staff.has(address));
}

function worked(
  parts: StaffFilingParts,
  mail: Taken,
  orders: readonly Order[],
  { plan, done }: ReturnType<typeof planByMail>,
): Filing {
  const { facts, byMail, claim, decision } = mail;
  const { ticket, actor } = byMail;
  const { id, lane } = facts.delivery;
  const author = named(actor, facts.mail.from?.name ?? '');
  const news = parts.letters.news({ ticket, plan, author, lane, cause: id, now: facts.now });
  // Who gives no commands needs no answer: he would get one for each of his answers.
  const result = orders.length === 0 ? null : outcome(parts, mail, actor.address, done, null);
  const isWords = ({ kind }: NewMessage) => kind === 'reply' || kind === 'note';
  return {
    claim,
    state: 'filed',
    decision,
    open: plan.open,
    change: null,
    changes: plan.changes,
    moves: plan.moves,
    ticket,
    messages: plan.messages.map((message) => (isWords(message) ? { ...message, mail: id } : message)),
    outgoing: [...plan.outgoing, ...news, ...(result === null ? [] : [result])],
    reports: [],
    audit: done.map(({ action, words }) => ({
      actor: actor.address,
      action: `ticket.${action}`,
      subject: ticket.ticketId,
      detail: { via: 'mail', words },
    })),
  };
}

function outcome(
  parts: StaffFilingParts,
  { facts, byMail }: StaffMail,
  member: string,
  done: readonly Done[],
  refusal: { why: Refusal; faults: readonly Fault[] } | null,
) {
  const { delivery, mail, desk, now } = facts;
  return parts.letters.outcome({
    member,
    ticket: byMail.ticket,
    departmentName: byMail.ticket.department,
    lane: delivery.lane,
    mail,
    done,
    refusal,
    text: wordsOf(mail),
    note: desk?.bound?.note ?? false,
    cause: delivery.id,
    acceptedAt: delivery.acceptedAt,
    now,
  });
}

/** What only concerns the wording of his mail is told to him, and nobody else. */
const betweenUs: readonly Refusal[] = ['commands', 'nothing', 'help', 'tier'];

/**
 * Nothing of it is done or sent. Who is shown to be himself is told, once for each mail; of anybody else, and where he has
 * been told too often, a note on the ticket says so.
 */
function refused(
  parts: StaffFilingParts,
  mail: Taken | Refused,
  why: Refusal,
  faults: readonly Fault[],
): Filing {
  const { byMail, facts } = mail;
  const told = byMail.kind === 'taken' ? byMail.actor.address : byMail.told;
  const decision = because(mail.decision, why, faults);
  const letter = told === null ? null : outcome(parts, mail, told, [], { why, faults });
  const base = { ...withoutEffect(mail), decision };
  if (letter === null) return noted(parts, { ...mail, decision }, why);
  const text = `a mail of ${told} was not taken: ${refusals[why]}`;
  const trace = { ...event(parts, byMail.ticket.id, facts.now, 'not-taken', text), mail: facts.delivery.id };
  return { ...base, messages: betweenUs.includes(why) ? [] : [trace], outgoing: [letter] };
}

/** The decision as it came out: that it was taken could not be known before the desk tried. */
function because(decision: Decision, why: Refusal, faults: readonly Fault[]): Decision {
  const detail = [refusals[why], ...faults.map(({ order }) => order)].join('; ');
  const reasons = decision.reasons.map((found) =>
    found.reason === 'staff-work' ? { ...found, reason: 'staff-refused' as const, detail } : found,
  );
  return { ...decision, reasons };
}

/** The mail is kept on the ticket, where only staff see it: it may be from him, and it may say what is not for customers. */
function noted(parts: StaffFilingParts, mail: StaffMail, why: Refusal): Filing {
  const { facts, byMail, decision } = mail;
  const { ticket } = byMail;
  const { from, replyText, attachments } = facts.mail;
  const claimed =
    from === null ? 'nobody' : from.name === '' ? from.address : `${from.name} <${from.address}>`;
  const text = `A mail claiming to be from ${claimed} was not taken: ${refusals[why]}. It says:\n\n${replyText}`;
  const blank = event(parts, ticket.id, facts.now, 'not-taken', text);
  const note = { ...blank, kind: 'note' as const, attachments, mail: facts.delivery.id };
  return {
    ...withoutEffect(mail),
    change: { ticket: ticket.id, change: {} },
    messages: [note],
    outgoing: parts.letters.notices(ticket, facts, decision, false, true),
  };
}

/** His mailbox answers for him: seen on the ticket, sent to nobody. */
function absent(parts: StaffFilingParts, mail: StaffMail): Filing {
  const { facts, byMail } = mail;
  const text = `automatic answer of ${facts.mail.from?.address ?? 'a mailbox'}: ${facts.mail.subject}`;
  const trace = { ...event(parts, byMail.ticket.id, facts.now, 'absent', text), mail: facts.delivery.id };
  return { ...withoutEffect(mail), messages: [trace] };
}

function withoutEffect({ claim, decision, byMail }: StaffMail): Filing {
  return { claim, state: 'filed', decision, ticket: byMail.ticket, ...noEffect };
}
