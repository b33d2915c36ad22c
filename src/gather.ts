/** Gathers the facts about a mail: asks the evidence, the scorer and the store, all at once where nothing waits for another. */

import { writerForwarded } from './desk/forward.ts';
import { deskFacts } from './gather-desk.ts';
import { senderKnown } from './gather-sender.ts';
import type { GatherParts, Lookups } from './lookups.ts';
import { saysAgain, subjectWords } from './mail/likeness.ts';
import { headerValues, type Mail } from './mail/mail.ts';
import { foldKnown } from './mail/reply/known-text.ts';
import type { Delivery, Evidence, Facts, Said, Scoring, TicketClaim } from './model/facts.ts';
import type { KeyRing } from './model/node-store.ts';
import type { Ticket } from './model/ticket.ts';
import { answerAddress } from './receipts/address.ts';
import { answered, bouncedOutgoing, claimsOf } from './threading/claims.ts';
import { readMessageId } from './threading/token.ts';

/** What is asked once for all lanes of a mail, while its client waits. */
export interface Asked {
  readonly evidence: Promise<Evidence>;
  readonly scoring: Promise<Scoring>;
}

const hourMs = 3_600_000;
const weekMs = 168 * hourMs;

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
  const received = lately(parts, mail, asked, now);
  const [evidence, scoring, { claims, tickets, strangers, said }, { recent, repeated }, sender] =
    await Promise.all([
      asked.evidence,
      asked.scoring,
      threads,
      received,
      senderKnown(parts, delivery, read, now),
    ]);
  const known = { evidence, scoring };
  const written = await withoutOurs(parts.lookups, mail, claims);
  return {
    delivery: { ...delivery, known },
    mail: written,
    evidence,
    scoring,
    claims,
    tickets,
    strangers,
    recent,
    guessing: parts.seen.guessing(claims, { ...delivery, author: mail.from?.address ?? '' }, now),
    unprovenTickets: parts.seen.unprovenTickets(now),
    said,
    repeated,
    desk: await deskFacts(parts, written, claims, tickets),
    sender,
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
  const said = new Map<number, readonly Said[]>();
  for (const number of new Set(claims.map((claim) => claim.number))) {
    const ticket = await lookups.byNumber(number);
    if (ticket === null) continue;
    tickets.set(number, ticket);
    strangers.set(number, await lookups.strangersSince(ticket.id, new Date(now.getTime() - hourMs)));
    said.set(number, await lookups.saidSince(ticket.id, new Date(now.getTime() - weekMs)));
  }
  return { claims, tickets, strangers, said };
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

/**
 * Tickets that hold what the mail answers; then those that hold other answers to it, or answers to this mail which came
 * first: of a thread whose beginning never came here, the references tell all the same.
 */
async function byStoredReference(lookups: Lookups, mail: Mail): Promise<TicketClaim[]> {
  const messageIds = answered(mail);
  const [holding, sharing] = await Promise.all([
    messageIds.length === 0 ? [] : lookups.byMessageIds(messageIds),
    lookups.byReferences([...messageIds, ...(mail.messageId === null ? [] : [mail.messageId])]),
  ]);
  const tickets = new Map([...holding, ...sharing].map((ticket) => [ticket.id, ticket]));
  return [...tickets.values()].map(({ number, ticketId }) => ({
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

/** Mail that the author had lately, and whether he says the same over and over. */
async function lately(parts: GatherParts, mail: Mail, asked: Asked, now: Date) {
  const address = await receiptAddress(parts, mail, asked);
  const recent = await parts.lookups.recentAutomatic(address, now);
  if (recent.toAddressWeek < parts.mostAlike) return { recent, repeated: null };
  const since = new Date(now.getTime() - weekMs);
  return { recent, repeated: await repeatedTicket(parts, mail, address, since) };
}

/**
 * The newest of the tickets on which the author said the same under the same subject, where there are too many. A subject
 * without any word is like no other: people number what they send.
 */
async function repeatedTicket(
  { lookups, mostAlike }: GatherParts,
  mail: Mail,
  address: string,
  since: Date,
): Promise<Ticket | null> {
  const subject = subjectWords(mail.subject);
  if (subject === '') return null;
  const tickets = await lookups.ofRequester(address, since);
  const alike = tickets.filter((ticket) => subjectWords(ticket.subject) === subject);
  if (alike.length < mostAlike) return null;
  const said = await Promise.all(alike.map(({ id }) => lookups.saidSince(id, since)));
  const same = alike.filter((_, i) => saysAgain(mail, said[i] ?? []) > 0);
  return same.length < mostAlike ? null : (same[0] ?? null);
}

/** Where a receipt would go to, as the policy on receipts sees it: who forwards a mail is asked who he is first. */
async function receiptAddress({ staff }: GatherParts, mail: Mail, asked: Asked): Promise<string> {
  const answer = answerAddress(mail, { trust: 'unproven' });
  if (mail.forwarded === null || !staff.has(mail.from?.address.toLowerCase() ?? ''))
    return answer?.address ?? '';
  const writer = writerForwarded({ mail, evidence: await asked.evidence }, staff);
  return (
    (writer === null ? answer : answerAddress({ from: writer, replyTo: [] }, { trust: 'unproven' }))
      ?.address ?? ''
  );
}
