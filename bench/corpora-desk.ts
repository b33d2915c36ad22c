/** A desk in memory: mails go through gather, decide and filing one after another, as in Postern, but for the database. */
import { type Bench, makeBench, noLookups } from '../src/assembly/assembly.ts';
import { settingsSchema } from '../src/config/schema.ts';
import { decide } from '../src/decide.ts';
import { type FilingParts, makeFiling } from '../src/filing.ts';
import { gather } from '../src/gather.ts';
import type { Lookups } from '../src/lookups.ts';
import type { Mail } from '../src/mail/mail.ts';
import type { Delivery, Evidence } from '../src/model/facts.ts';
import type { Filing } from '../src/model/mail-store.ts';
import type { Ticket } from '../src/model/ticket.ts';
import { silentLog } from '../test/support/log.ts';

export interface NamedMail {
  readonly name: string;
  readonly mail: Mail;
}

/** Nobody is written to. */
const noLetters: FilingParts['letters'] = {
  notices: () => [],
  receipt: () => never('receipts are off'),
};

function never(why: string): never {
  throw new Error(why);
}

const authenticated: Evidence = {
  spf: { result: 'pass', domain: null },
  dkim: [],
  dmarc: { result: 'pass', policy: null, domain: null },
  arc: { result: 'none', sealer: null },
  trust: 'authenticated',
};

/**
 * Files the mails in this order, each at its own date and with its sender authenticated. Gives for each name the ticket
 * that it ended in, and the ticket that the chain of links behind that one begins with.
 */
export async function fileAll(
  items: readonly NamedMail[],
): Promise<{ tickets: Map<string, string>; roots: Map<string, string> }> {
  const settings = settingsSchema.parse({ receipts: { enabled: false } });
  const bench = makeBench({ settings, log: silentLog });
  const store = memoryStore();
  const tickets = new Map<string, string>();
  const roots = new Map<string, string>();
  let ids = 0;
  const newId = () => (++ids).toString(16).padStart(24, '0');
  for (const { name, mail } of items) {
    const filing = await fileOne(bench, store.lookups, mail, newId);
    store.apply(filing);
    const ticket = filing.ticket?.id ?? `none: ${name}`;
    tickets.set(name, ticket);
    roots.set(name, store.rootOf(ticket));
  }
  await bench.reader.close();
  return { tickets, roots };
}

async function fileOne(bench: Bench, lookups: Lookups, mail: Mail, newId: () => string): Promise<Filing> {
  const now = mail.date ?? new Date(0);
  const delivery = deliveryOf(newId(), bench.lanes.fallback, mail, now);
  const asked = {
    evidence: Promise.resolve(authenticated),
    scoring: Promise.resolve({ kind: 'off' } as const),
  };
  const parts = { ...bench.gatherWith(lookups), now: () => now };
  const facts = await gather(parts, delivery, mail, asked, false);
  const decided = decide(facts, bench.policies);
  const claimed = { claim: { id: delivery.id, owner: '', epoch: 0 }, delivery, attempts: 0 };
  const number = Number.parseInt(delivery.id, 16);
  const reserved = { number, ticketId: `${number}-MADE` };
  const isOurs = (address: string) => bench.lanes.of(address) !== null;
  const byStaff = () => never('nobody here is staff');
  return makeFiling({ letters: noLetters, byStaff, newId, isOurs }, claimed, facts, decided, reserved);
}

function deliveryOf(id: string, lane: string, mail: Mail, acceptedAt: Date): Delivery {
  return {
    id,
    lane,
    recipient: lane,
    envelope: { sender: mail.from?.address ?? '', recipients: [lane] },
    source: { kind: 'import', file: '' },
    acceptedAt,
    size: 0,
    known: { evidence: null, scoring: null },
    released: false,
  };
}

/** The tickets of one run, and which Message-IDs they hold. */
function memoryStore() {
  const tickets = new Map<string, Ticket>();
  const holders = new Map<string, Set<string>>();
  const answerers = new Map<string, Set<string>>();
  const links = new Map<string, string>();
  const ticketsOf = (index: Map<string, Set<string>>, messageIds: readonly string[]): Ticket[] => {
    const found = new Set(messageIds.flatMap((messageId) => [...(index.get(messageId) ?? [])]));
    return [...found].flatMap((id) => tickets.get(id) ?? []).sort((a, b) => b.number - a.number);
  };
  const note = (index: Map<string, Set<string>>, messageId: string, id: string): void => {
    index.set(messageId, (index.get(messageId) ?? new Set()).add(id));
  };
  const lookups: Lookups = {
    ...noLookups,
    byNumber: async (number) => [...tickets.values()].find((ticket) => ticket.number === number) ?? null,
    byMessageIds: async (messageIds) => ticketsOf(holders, messageIds),
    byReferences: async (messageIds) => ticketsOf(answerers, messageIds),
  };
  const rootOf = (ticket: string): string => {
    const next = links.get(ticket);
    return next === undefined ? ticket : rootOf(next);
  };
  function apply({ open, change, ticket, messages }: Filing): void {
    if (open !== null) {
      const fresh = { state: 'new', updatedAt: open.createdAt, closedAt: null, mergedInto: null } as const;
      tickets.set(open.id, { ...open, ...fresh });
      if (open.linkedTo !== null) links.set(open.id, open.linkedTo);
    }
    const held = tickets.get(ticket?.id ?? '');
    if (held === undefined) return;
    const { state = held.state, addParticipants = [] } = change?.change ?? {};
    const participants = [...new Set([...held.participants, ...addParticipants])];
    tickets.set(held.id, { ...held, state, participants });
    for (const { messageId, references = [] } of messages) {
      if (messageId !== null) note(holders, messageId, held.id);
      for (const reference of references) note(answerers, reference, held.id);
    }
  }
  return { lookups, rootOf, apply };
}
