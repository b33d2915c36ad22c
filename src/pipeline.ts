/** The way of a mail, top to bottom: gather the facts, decide, apply the decision in one transaction. */
import { type Decided, decide, type Policies } from './decide.ts';
import type { Delivery, Facts } from './facts.ts';
import { Failure } from './failure.ts';
import { type FilingParts, makeFiling } from './filing.ts';
import { type Asked, askAgain, type GatherParts, gather } from './gather.ts';
import type { Preview } from './ingest/intake.ts';
import type { Reader } from './mail/reader.ts';
import type { Arrival, ClaimedMail, Filing, NewMail, Store } from './ports.ts';

export interface PipelineParts {
  readonly store: Pick<Store, 'mails' | 'tickets'>;
  readonly reader: Reader;
  readonly gather: GatherParts;
  readonly policies: Policies;
  readonly filing: FilingParts;
  makeTicketId(number: number): string;
  /** Told once for each mail that reached its end. */
  settled(claimed: ClaimedMail, facts: Facts, filing: Filing): void;
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
  const decided = decide(facts, parts.policies);
  if (decided.decision.unscreened || raw.byteLength > largestAtOnce) return false;
  const claimed = { claim: { id: delivery.id, owner: '', epoch: 0 }, delivery, attempts: 0 };
  const filing = await plan(parts, claimed, facts, decided);
  if (!(await parts.store.mails.acceptFiled(mail, raw, filing))) return false;
  parts.settled(claimed, facts, filing);
  return true;
}

async function file(parts: PipelineParts, claimed: ClaimedMail, gathered: Facts | null): Promise<void> {
  const facts = gathered ?? (await fromStore(parts, claimed.delivery));
  const decided = decide(facts, parts.policies);
  if (decided.decision.unscreened) return hold(parts, claimed, facts);
  const filing = await plan(parts, claimed, facts, decided);
  // Where the claim was lost, another node has filed it, or will.
  if (await parts.store.mails.file(filing)) parts.settled(claimed, facts, filing);
}

/** All that filing writes. The ticket's number is asked outside the transaction: gaps are allowed, waiting is not. */
async function plan(
  parts: PipelineParts,
  claimed: ClaimedMail,
  facts: Facts,
  decided: Decided,
): Promise<Filing> {
  const number = decided.decision.ticket === 'new' ? await parts.store.tickets.nextNumber() : null;
  const reserved = number === null ? null : { number, ticketId: parts.makeTicketId(number) };
  return makeFiling(parts.filing, claimed, facts, decided, reserved);
}

async function fromStore(parts: PipelineParts, delivery: Delivery): Promise<Facts> {
  const raw = await parts.store.mails.raw(delivery.id);
  const mail = await parts.reader.read(
    raw,
    delivery.source.kind === 'import' ? null : delivery.envelope.sender,
  );
  return gather(parts.gather, delivery, mail, askAgain(parts.gather, delivery, mail, raw), false);
}

/** The scorer did not answer: the mail waits in the store, and no try is counted against it (DESIGN 2, accept). */
async function hold(parts: PipelineParts, { claim }: ClaimedMail, facts: Facts): Promise<void> {
  const why = facts.scoring.kind === 'unavailable' ? facts.scoring.why : '';
  const until = new Date(facts.now.getTime() + parts.holdMs);
  await parts.store.mails.postpone(
    claim,
    until,
    { reason: 'unscreened', detail: why },
    false,
    facts.delivery.known,
  );
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
