/** The way of a mail, top to bottom: gather the facts, decide, apply the decision in one transaction. */
import { type Decided, decide, type Policies } from './decide.ts';
import { Failure } from './failure.ts';
import { type FilingParts, makeFiling } from './filing.ts';
import { type Asked, askAgain, gather } from './gather.ts';
import type { GatherParts } from './lookups.ts';
import type { Reader } from './mail/reader.ts';
import type { NewAudit } from './model/audit-store.ts';
import type { Delivery, Facts, Known, Scoring } from './model/facts.ts';
import type { ClaimedMail, Filing, NewMail } from './model/mail-store.ts';
import type { Arrival, Preview, Store } from './model/ports.ts';
import type { UnderWay } from './receipts/under-way.ts';
import { opensByCommand } from './staff-filing.ts';

export interface PipelineParts {
  readonly store: Pick<Store, 'mails' | 'tickets' | 'inbox'>;
  readonly reader: Reader;
  readonly gather: GatherParts;
  readonly policies: Policies;
  readonly filing: FilingParts;
  makeTicketId(number: number): string;
  readonly underWay: UnderWay;
  /** Told once for each mail that reached its end. */
  settled(claimed: ClaimedMail, facts: Facts, filing: Filing): void;
  /** Writes the audit trail. Never throws: what was filed is filed. */
  record(entries: readonly NewAudit[]): Promise<void>;
  /** A mail held for the scorer looks again after so many milliseconds. */
  readonly holdMs: number;
}

export interface Pipeline {
  /** Gathers and decides while the client waits; writes nothing. One answer for each lane. */
  preview(arrival: Arrival): Promise<Preview[]>;
  /** Makes a mail durable and applies its decision in one write; false where it must be accepted first. */
  fileAtOnce(preview: Preview, mail: NewMail, raw: Uint8Array): Promise<boolean>;
  /** Decides upon a durable mail and applies it. */
  file(claimed: ClaimedMail, facts: Facts | null): Promise<void>;
}

/** Joins the parts into the way of a mail. */
export function makePipeline(parts: PipelineParts): Pipeline {
  return {
    preview: (arrival) => preview(parts, arrival),
    fileAtOnce: (previewed, mail, raw) => fileAtOnce(parts, previewed, mail, raw),
    file: (claimed, facts) => file(parts, claimed, facts),
  };
}

async function preview(parts: PipelineParts, arrival: Arrival): Promise<Preview[]> {
  const { raw, envelope, source } = arrival;
  const deliveries = arrival.lanes.map((lane) => newDelivery(parts, arrival, lane));
  const queueId = deliveries[0]?.id ?? '';
  const scoring = parts.gather.scorer.score(raw, envelope, source, queueId);
  const mail = await parts.reader.read(raw, source.kind === 'import' ? null : envelope.sender);
  const evidence = parts.gather.authenticator.authenticate(raw, mail, envelope, source);
  const asked: Asked = { evidence, scoring };
  const canRefuse = source.kind === 'smtp';
  return Promise.all(
    deliveries.map(async (delivery) => {
      const facts = await gather(parts.gather, delivery, mail, asked, canRefuse);
      return { delivery: facts.delivery, facts, decision: decide(facts, parts.policies).decision };
    }),
  );
}

/** Larger mails are accepted first: they would hold up those that share their write. */
const largestAtOnce = 512 * 1024;

async function fileAtOnce(
  parts: PipelineParts,
  { delivery, facts }: Preview,
  mail: NewMail,
  raw: Uint8Array,
): Promise<boolean> {
  if (raw.byteLength > largestAtOnce) return false;
  return lastDecision(parts, facts, async (decided) => {
    if (decided.decision.unscreened) return false;
    const claimed = { claim: { id: delivery.id, owner: '', epoch: 0 }, delivery, attempts: 0 };
    const filing = await plan(parts, claimed, facts, decided);
    await keepFiles(parts, filing, async () => raw);
    if (!(await parts.store.mails.acceptFiled(mail, raw, filing))) return false;
    parts.settled(claimed, facts, filing);
    await parts.record(filing.audit ?? []);
    return true;
  });
}

async function file(parts: PipelineParts, claimed: ClaimedMail, gathered: Facts | null): Promise<void> {
  const facts = gathered ?? (await fromStore(parts, claimed));
  if (facts === null) return;
  await lastDecision(parts, facts, async (decided) => {
    if (decided.decision.unscreened) return hold(parts, claimed, facts.scoring, facts.delivery.known);
    const filing = await plan(parts, claimed, facts, decided);
    await keepFiles(parts, filing, () => parts.store.mails.raw(claimed.delivery.id));
    // Where the claim was lost, another node has filed it, or will.
    if (!(await parts.store.mails.file(filing))) return;
    parts.settled(claimed, facts, filing);
    await parts.record(filing.audit ?? []);
  });
}

/** Decides, receipts that are just being written counted in: of mails that come at once, no more are confirmed than may. */
async function lastDecision<T>(
  { underWay, policies, gather: { now } }: PipelineParts,
  facts: Facts,
  apply: (decided: Decided) => Promise<T>,
): Promise<T> {
  const first = decide(facts, policies);
  const to = first.receiptTo?.address ?? '';
  if (!first.decision.receipt.send) return apply(first);
  const more = underWay.count(to, facts.now);
  const { recent } = facts;
  const counted = {
    ...recent,
    toAddressHour: recent.toAddressHour + more,
    toAddressDay: recent.toAddressDay + more,
  };
  const decided = more === 0 ? first : decide({ ...facts, recent: counted }, policies);
  if (!decided.decision.receipt.send) return apply(decided);
  const end = underWay.begin(to, facts.now);
  return apply(decided).finally(() => end(now()));
}

/** All that filing writes. The ticket's number is asked outside the transaction: gaps are allowed, waiting is not. */
async function plan(
  parts: PipelineParts,
  claimed: ClaimedMail,
  facts: Facts,
  decided: Decided,
): Promise<Filing> {
  const opens =
    decided.decision.ticket === 'new' || (decided.byMail?.kind === 'taken' && opensByCommand(facts));
  const number = opens ? await parts.store.tickets.nextNumber() : null;
  const reserved = number === null ? null : { number, ticketId: parts.makeTicketId(number) };
  return makeFiling(parts.filing, claimed, facts, decided, reserved);
}

/** Files of a mail that go along with one of ours must be there before that is sent. */
async function keepFiles(
  { reader, store }: PipelineParts,
  { outgoing }: Filing,
  raw: () => Promise<Uint8Array>,
): Promise<void> {
  const wanted = new Set(
    outgoing.flatMap(({ attachments }) => attachments ?? []).map(({ sha256 }) => sha256),
  );
  if (wanted.size === 0) return;
  const bytes = await raw();
  for (const sha256 of wanted) {
    const file = await reader.attachment(bytes, sha256);
    if (file !== null) await store.inbox.upload(file);
  }
}

/** Null where the mail was held for the scorer before, and is held again. */
async function fromStore(parts: PipelineParts, claimed: ClaimedMail): Promise<Facts | null> {
  const raw = await parts.store.mails.raw(claimed.delivery.id);
  const delivery = await scoredFirst(parts, claimed, raw);
  if (delivery === null) return null;
  const mail = await parts.reader.read(
    raw,
    delivery.source.kind === 'import' ? null : delivery.envelope.sender,
  );
  return gather(parts.gather, delivery, mail, askAgain(parts.gather, delivery, mail, raw), false);
}

/**
 * A mail that was held asks the scorer before all else: while there is none, reading every held mail anew would take the
 * time of those who wait at the door.
 */
async function scoredFirst(
  parts: PipelineParts,
  claimed: ClaimedMail,
  raw: Uint8Array,
): Promise<Delivery | null> {
  const { delivery } = claimed;
  const { id, known, envelope, source, released } = delivery;
  if (released || known.scoring?.kind !== 'unavailable') return delivery;
  const scoring = await parts.gather.scorer.score(raw, envelope, source, id);
  if (scoring.kind !== 'unavailable') return { ...delivery, known: { ...known, scoring } };
  await hold(parts, claimed, scoring, known);
  return null;
}

/** The scorer did not answer: the mail waits in the store, and no try is counted against it (DESIGN 2, accept). */
async function hold(
  { store, gather: { now }, holdMs }: PipelineParts,
  { claim }: ClaimedMail,
  scoring: Scoring,
  known: Known,
): Promise<void> {
  const detail = scoring.kind === 'unavailable' ? scoring.why : '';
  const until = new Date(now().getTime() + holdMs);
  await store.mails.postpone(claim, until, { reason: 'unscreened', detail }, false, known);
}

function newDelivery(
  parts: PipelineParts,
  { envelope, source, acceptedAt, raw }: Arrival,
  { lane, recipient }: Arrival['lanes'][number],
): Delivery {
  if (recipient === '') throw new Failure('bad-address', 'a recipient is missing');
  return {
    id: parts.filing.newId(),
    lane,
    recipient,
    envelope,
    source,
    acceptedAt,
    size: raw.byteLength,
    known: { evidence: null, scoring: null },
    released: false,
  };
}
