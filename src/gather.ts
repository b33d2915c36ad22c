/** Gathers the facts about a mail: asks the evidence, the scorer and the store, all at once where nothing waits for another. */
import type { Delivery, Evidence, Facts, RecentAutomatic, Scoring, TicketClaim } from './facts.ts';
import { headerValues, type Mail } from './mail/mail.ts';
import { foldKnown } from './mail/reply/known-text.ts';
import type { Authenticator, KeyRing, OutgoingEntry, Scorer } from './ports.ts';
import { answered, bouncedOutgoing, claimsOf } from './threading/claims.ts';
import { readMessageId } from './threading/token.ts';
import type { Ticket } from './ticket.ts';

/** What gathering asks of the store; `explain` without a store answers that it knows nothing. */
export interface Lookups {
  ring(): KeyRing;
  byNumber(number: number): Promise<Ticket | null>;
  byMessageIds(messageIds: readonly string[]): Promise<Ticket[]>;
  strangersSince(ticket: string, since: Date): Promise<number>;
  recentAutomatic(address: string, now: Date): Promise<RecentAutomatic>;
  outgoing(id: string): Promise<OutgoingEntry | null>;
}

export interface GatherParts {
  readonly lookups: Lookups;
  readonly authenticator: Authenticator;
  readonly scorer: Scorer;
  readonly staff: ReadonlySet<string>;
  /** Our name, as our loop header gives it. */
  readonly hostname: string;
  now(): Date;
}

/** What is asked once for all lanes of a mail, while its client waits. */
export interface Asked {
  readonly evidence: Promise<Evidence>;
  readonly scoring: Promise<Scoring>;
}

const hourMs = 3_600_000;

/** Facts of one delivery. `canRefuse`: its client still waits for an answer. */
export async function gather(
  parts: GatherParts,
  delivery: Delivery,
  read: Mail,
  asked: Asked,
  canRefuse: boolean,
): Promise<Facts> {
  const now = parts.now();
  const mail = isOwn(parts, read) ? { ...read, nature: ownNature } : read;
  const threads = threading(parts, delivery, mail, now);
  const recent = parts.lookups.recentAutomatic(answerAddress(mail), now);
  const [evidence, scoring, { claims, tickets, strangers }, lately] = await Promise.all([
    asked.evidence,
    asked.scoring,
    threads,
    recent,
  ]);
  const known = { evidence, scoring };
  return {
    delivery: { ...delivery, known },
    mail: await withoutOurs(parts.lookups, mail, claims),
    evidence,
    scoring,
    claims,
    tickets,
    strangers,
    recent: lately,
    canRefuse,
    now,
  };
}

/** Asks for what a stored mail does not know yet. A scorer that was away is asked again. */
export function askAgain(parts: GatherParts, delivery: Delivery, mail: Mail, raw: Uint8Array): Asked {
  const { known, envelope, source, id, released } = delivery;
  const scored = known.scoring !== null && known.scoring.kind !== 'unavailable';
  return {
    evidence:
      known.evidence === null
        ? parts.authenticator.authenticate(raw, mail, envelope, source)
        : Promise.resolve(known.evidence),
    scoring:
      scored || (released && known.scoring !== null)
        ? Promise.resolve(known.scoring)
        : parts.scorer.score(raw, envelope, source, id),
  };
}

async function threading({ lookups, staff }: GatherParts, { recipient }: Delivery, mail: Mail, now: Date) {
  const ring = lookups.ring();
  const claims = [
    ...(await returned(lookups, recipient, ring)),
    ...claimsOf(mail, recipient, ring, staff),
    ...(await byStoredReference(lookups, mail)),
  ];
  const tickets = new Map<number, Ticket>();
  const strangers = new Map<number, number>();
  for (const number of new Set(claims.map((claim) => claim.number))) {
    const ticket = await lookups.byNumber(number);
    if (ticket === null) continue;
    tickets.set(number, ticket);
    strangers.set(number, await lookups.strangersSince(ticket.id, new Date(now.getTime() - hourMs)));
  }
  return { claims, tickets, strangers };
}

/** A bounce address names a row of the outbox, and that names the ticket. */
async function returned(lookups: Lookups, recipient: string, ring: KeyRing): Promise<TicketClaim[]> {
  const outgoing = bouncedOutgoing(recipient, ring);
  const row = outgoing === null ? null : await lookups.outgoing(outgoing);
  if (row === null || row.ticketId === null) return [];
  const number = Number(row.ticketId.split('-')[0]);
  return [
    { id: row.ticketId, number, found: 'address', valid: true, audience: null, outgoing, explicit: true },
  ];
}

/** Mails of others that the mail answers, where a ticket holds them. */
async function byStoredReference(lookups: Lookups, mail: Mail): Promise<TicketClaim[]> {
  const messageIds = answered(mail);
  if (messageIds.length === 0) return [];
  const tickets = await lookups.byMessageIds(messageIds);
  return tickets.map(({ number, ticketId }) => ({
    id: ticketId,
    number,
    found: 'known-reference' as const,
    valid: false,
    audience: null,
    outgoing: null,
    explicit: false,
  }));
}

/** So many of our mails, the nearest first, are looked for in an answer. */
const mostAnswered = 3;

/** What we wrote ourselves is no part of an answer, however its quoting was lost: we know our words. */
async function withoutOurs(lookups: Lookups, mail: Mail, claims: readonly TicketClaim[]): Promise<Mail> {
  const sent = [...new Set(claims.flatMap(({ outgoing }) => outgoing ?? []))].slice(0, mostAnswered);
  if (sent.length === 0 || mail.nature.kind !== 'person') return mail;
  const rows = await Promise.all(sent.map((id) => lookups.outgoing(id)));
  const { replyText, quotedText } = foldKnown(
    mail.replyText,
    rows.flatMap((row) => row?.text ?? []),
  );
  if (quotedText === '') return mail;
  return { ...mail, replyText, quotedText: [quotedText, mail.quotedText].filter(Boolean).join('\n') };
}

const ownNature = { kind: 'own', evidence: ['our own loop header or Message-ID'] } as const;

/** A mail that we sent and that came back as it was: whatever returned it may do so for ever. */
function isOwn({ lookups, hostname }: GatherParts, mail: Mail): boolean {
  const marked = headerValues(mail, loopField).some(
    (value) => value.trim().toLowerCase() === hostname.toLowerCase(),
  );
  return marked || (mail.messageId !== null && readMessageId(lookups.ring(), mail.messageId) !== null);
}

/** Our loop header, lower case; receipts and notices carry it. */
const loopField = 'x-postern-loop';

function answerAddress(mail: Mail): string {
  return (mail.replyTo[0] ?? mail.from)?.address.toLowerCase() ?? '';
}
