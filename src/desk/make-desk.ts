/** Does what people decide: looks up, plans, writes in one transaction, and records it. */
import { Failure } from '../failure.ts';
import type { AuditStore } from '../model/audit-store.ts';
import type { InboxStore } from '../model/inbox.ts';
import type { MailStore } from '../model/mail-store.ts';
import type { NewOutgoing, OutboxStore } from '../model/outbox-store.ts';
import type { Actor } from '../model/people.ts';
import type { Ticket } from '../model/ticket.ts';
import type { Deed, NewTicket, TicketMessage, TicketStore } from '../model/ticket-store.ts';
import type { Action } from './action.ts';
import { type Compose, reply } from './answer.ts';
import { note, type Roster } from './changes.ts';
import { newerThan } from './crossing.ts';
import type { Acted, ActOptions, Desk, NewTicketInput } from './desk.ts';
import { type FileParts, withKeptFiles } from './files.ts';
import { eventOf, type Plan, planOf, type Situation } from './plan.ts';
import { mayAct, sees } from './rights.ts';
import { type Means, needsHistory, noMeans, planStep, type Step } from './step.ts';
import { traced } from './traced.ts';
import { undo } from './undo.ts';

export interface DeskParts extends FileParts {
  readonly tickets: TicketStore;
  readonly inbox: Pick<InboxStore, 'ticket' | 'deliveries' | 'uploadSizes'>;
  readonly outbox: Pick<OutboxStore, 'cancel'>;
  readonly mails: Pick<MailStore, 'find'>;
  readonly audit: Pick<AuditStore, 'record'>;
  readonly compose: Compose;
  /** Read anew for each action: settings and agents change. */
  roster(): Promise<Roster>;
  /** Address that a department writes from. */
  laneOf(department: string): string;
  makeTicketId(number: number): string;
  newId(): string;
  now(): Date;
  /** Something was queued for sending. */
  queued(): void;
  /** What staff are told of it by mail. */
  news(actor: Actor, ticket: Ticket, plan: Plan): NewOutgoing[];
}

/** The desk over a store. */
export function makeDesk(parts: DeskParts): Desk {
  return {
    act: (actor, ticket, action, options) => act(parts, actor, ticket, action, options ?? {}),
    open: (actor, input, options) => open(parts, actor, input, options?.cause ?? null),
    done: (cause) => doneUnder(parts, cause),
  };
}

async function act(
  parts: DeskParts,
  actor: Actor,
  name: string,
  action: Action,
  { seen, cause, unchangedSince: since }: ActOptions,
): Promise<Acted> {
  const ticket = await found(parts, actor, name);
  allow(actor, action, ticket);
  const history = seen !== undefined || needsHistory(action) ? await parts.tickets.messages(ticket.id) : [];
  if (seen !== undefined) refuseCrossing(action, history, seen);
  const situation = { ticket, history, actor, now: parts.now(), newId: parts.newId };
  const plan = await planned(parts, situation, action, cause ?? parts.newId());
  const unchanged = since === undefined ? {} : { unchanged: { ticket: ticket.id, since } };
  return apply(parts, { actor, ticket, cause: cause ?? null }, action.do, plan, unchanged);
}

/** Merges are followed. What somebody may not see is not there. */
async function found(parts: DeskParts, { address, departments }: Actor, name: string): Promise<Ticket> {
  const ticket = await parts.inbox.ticket({ address, departments }, name);
  if (ticket === null) throw new Failure('not-found', `there is no ticket ${name}`);
  return ticket;
}

function allow(actor: Actor, action: Action, ticket: Ticket): void {
  const { allowed } = mayAct(actor, action.do, ticket);
  if (!allowed) throw new Failure('forbidden', `your tier may not do this to a ticket (${action.do})`);
}

/** Somebody else, or the customer, wrote meanwhile: the answer was written without knowing it. */
function refuseCrossing(action: Action, history: readonly TicketMessage[], seen: string): void {
  if (action.do !== 'reply' && action.do !== 'forward') return;
  const [newer] = newerThan(history, seen);
  if (newer === undefined) return;
  const who = newer.from.name || newer.from.address;
  throw new Failure('conflict', `${who} wrote meanwhile; read that first, then send again`);
}

async function planned(parts: DeskParts, situation: Situation, action: Action, cause: string): Promise<Plan> {
  if (action.do === 'undo') return undo(parts, situation, action.message);
  const step = await withKeptFiles(parts, action);
  return planStep(situation, step, await meansFor(parts, situation, step, cause));
}

/** Looks up what the action needs, and nothing else. */
async function meansFor(parts: DeskParts, situation: Situation, action: Step, cause: string): Promise<Means> {
  const { actor } = situation;
  switch (action.do) {
    case 'reply':
    case 'forward': {
      const post = await postOf(parts, situation, cause);
      return { ...noMeans, post: () => post };
    }
    case 'assign':
    case 'department': {
      const roster = await parts.roster();
      return { ...noMeans, roster: () => roster };
    }
    case 'merge':
    case 'link': {
      const other = await found(parts, actor, action.do === 'merge' ? action.into : action.to);
      return { ...noMeans, other: () => other };
    }
    case 'split': {
      const reserved = await reserve(parts);
      return { ...noMeans, reserved: () => reserved };
    }
    default:
      return noMeans;
  }
}

async function reserve({ tickets, makeTicketId }: DeskParts): Promise<{ number: number; ticketId: string }> {
  const number = await tickets.nextNumber();
  return { number, ticketId: makeTicketId(number) };
}

/** Answers come from the address that the customer wrote to last. */
async function postOf(parts: DeskParts, { ticket, history }: Situation, cause: string) {
  const last = history.findLast(({ kind, mail }) => kind === 'inbound' && mail !== null);
  const mail = last?.mail == null ? null : await parts.mails.find(last.mail);
  return { lane: mail?.lane ?? parts.laneOf(ticket.department), cause, compose: parts.compose };
}

async function apply(
  parts: DeskParts,
  { actor, ticket, cause }: { actor: Actor; ticket: Ticket; cause: string | null },
  action: string,
  plan: Plan,
  unchanged: Pick<Parameters<TicketStore['write']>[0], 'unchanged'> = {},
): Promise<Acted> {
  const { open: opened, changes, messages, moves, words, message, other } = plan;
  const outgoing = [...plan.outgoing, ...parts.news(actor, ticket, plan)];
  const entry = {
    actor: traceName(actor),
    action: `ticket.${action}`,
    subject: ticket.ticketId,
    detail: {
      via: actor.via,
      words,
      ...(actor.kind === 'operator' && actor.name !== '' ? { author: actor.name } : {}),
    },
  };
  const deed = { ticket: ticket.id, words, message, other };
  const caused = cause === null ? {} : { deed: { ...deed, cause } };
  const isFirst = await traced(parts.audit, entry, () =>
    parts.tickets.write({ open: opened, changes, messages, outgoing, moves, ...unchanged, ...caused }),
  );
  if (isFirst && outgoing.length > 0) parts.queued();
  const before = isFirst || cause === null ? null : await doneUnder(parts, cause);
  return before ?? actedBy(parts, deed);
}

async function doneUnder(parts: DeskParts, cause: string): Promise<Acted | null> {
  const deed = await parts.tickets.deed(cause);
  return deed === null ? null : actedBy(parts, deed);
}

async function actedBy({ tickets }: DeskParts, deed: Omit<Deed, 'cause'>): Promise<Acted> {
  const { words, message } = deed;
  const ticket = await tickets.byId(deed.ticket);
  if (ticket === null) throw new Failure('not-found', 'there is no such ticket');
  return { ticket, words, message, other: deed.other === null ? null : await tickets.byId(deed.other) };
}

/** An operator is named by his account, whatever name he signs with. */
function traceName({ address, kind, id, name }: Actor): string {
  return address || (kind === 'operator' && id !== null ? id : name);
}

async function open(
  parts: DeskParts,
  actor: Actor,
  input: NewTicketInput,
  cause: string | null,
): Promise<Acted> {
  const { departments } = await parts.roster();
  if (!departments.includes(input.department))
    throw new Failure('bad-usage', `there is no department ${input.department}`);
  if (!sees(actor.departments, input.department))
    throw new Failure('forbidden', `${input.department} is not a department of yours`);
  const now = parts.now();
  const fresh: NewTicket = {
    id: parts.newId(),
    ...(await reserve(parts)),
    subject: input.subject,
    department: input.department,
    owner: actor.kind === 'agent' ? actor.address : null,
    priority: 'normal',
    tags: [],
    requester: input.requester,
    participants: [input.requester.address.toLowerCase()],
    createdAt: now,
    dispatchedAt: now,
    linkedTo: null,
  };
  const ticket: Ticket = { ...fresh, state: 'new', updatedAt: now, closedAt: null, mergedInto: null };
  const situation = { ticket, history: [], actor, now, newId: parts.newId };
  const first = input.send
    ? reply(situation, answerOf(input.text), await postOf(parts, situation, cause ?? parts.newId()))
    : note(situation, { do: 'note', text: input.text, attachments: [] });
  const opened = eventOf(situation, ticket.id, 'opened', 'opened by hand');
  const plan = planOf({ ...first, open: fresh, messages: [opened, ...first.messages], words: 'is opened' });
  return apply(parts, { actor, ticket, cause }, 'open', plan);
}

function answerOf(text: string): Extract<Action, { do: 'reply' }> {
  return { do: 'reply', text, to: [], cc: [], attachments: [], then: 'waiting', undoSeconds: 0 };
}
