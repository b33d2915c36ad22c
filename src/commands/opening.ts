/** A ticket without a mail behind it: decided, written down and told of as if there were one. */
import { type Assembly, assemble, storeLookups } from '../assembly/assembly.ts';
import type { Settings } from '../config/schema.ts';
import { type Decided, decide } from '../decide.ts';
import { event } from '../entries.ts';
import { type FilingParts, makeFiling } from '../filing.ts';
import { bareMail } from '../mail/mail.ts';
import { type Facts, noEvidence } from '../model/facts.ts';
import type { Filing } from '../model/mail-store.ts';
import type { Log, Store } from '../model/ports.ts';
import { makeTicketId } from '../threading/ticket-id.ts';

/** What is told instead of a mail. */
export interface Report {
  readonly from: { readonly name: string; readonly address: string };
  readonly subject: string;
  readonly text: string;
  readonly lane: string;
  /** Null: as the routing rules say. */
  readonly department: string | null;
}

/** Opens the ticket in one transaction, and gives all that was written. Throws Failure `store-unavailable`. */
export async function openByHand(
  parts: { readonly settings: Settings; readonly store: Store; readonly log: Log },
  report: Report,
): Promise<Filing> {
  const assembly = await assemble({ ...parts, settled: () => undefined });
  await assembly.bench.reader.close();
  const filing = await fileReport(assembly, parts.store, report);
  await parts.store.tickets.write({ ...filing, changes: [] });
  return filing;
}

/** The way of a mail from matching on: routing rules, notices and the manners of receipts hold as ever. */
async function fileReport({ bench, filing }: Assembly, store: Store, report: Report): Promise<Filing> {
  const lookups = storeLookups(store, bench.keys);
  const { department } = report;
  const now = new Date();
  const recent = await lookups.recentAutomatic(report.from.address.toLowerCase(), now);
  const facts = factsOf(report, store.newId(), recent, now);
  const decided = decide(facts, {
    ...bench.policies,
    screen: () => ({ verdict: 'pass', bypass: false, findings: [] }),
    route: (known) => {
      const routed = bench.policies.route(known);
      return department === null ? routed : { ...routed, department };
    },
  });
  const number = await store.tickets.nextNumber();
  const reserved = { number, ticketId: makeTicketId(bench.keys.ring, number) };
  return applied(filing, facts, decided, reserved);
}

/** There is no mail behind it, so no entry of the history may point to one. */
function applied(
  parts: FilingParts,
  facts: Facts,
  decided: Decided,
  reserved: { number: number; ticketId: string },
): Filing {
  const { delivery, now } = facts;
  const claim = { id: delivery.id, owner: '', epoch: 0 };
  const filing = makeFiling(parts, { claim, delivery, attempts: 0 }, facts, decided, reserved);
  const byHand = event(parts, filing.open?.id ?? '', now, 'opened-by-hand', 'opened by command');
  return { ...filing, messages: [...filing.messages, byHand].map((message) => ({ ...message, mail: null })) };
}

function factsOf(report: Report, id: string, recent: Facts['recent'], now: Date): Facts {
  const { from, subject, text, lane } = report;
  return {
    mail: bareMail({ date: now, subject, from, to: [{ name: '', address: lane }], text, replyText: text }),
    delivery: {
      id,
      lane,
      recipient: lane,
      envelope: { sender: from.address, recipients: [lane] },
      // Never stored; `import` would mean that nobody is told.
      source: { kind: 'imap', account: 'command', mailbox: '', uidValidity: '0', uid: 0 },
      acceptedAt: now,
      size: Buffer.byteLength(text),
      known: { evidence: null, scoring: null },
      released: false,
    },
    evidence: noEvidence('unproven'),
    scoring: { kind: 'off' },
    claims: [],
    tickets: new Map(),
    strangers: new Map(),
    recent,
    guessing: false,
    unprovenTickets: 0,
    said: new Map(),
    repeated: null,
    desk: null,
    canRefuse: false,
    now,
  };
}
