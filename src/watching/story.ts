/** Puts all that is kept of one mail in order. Pure. */
import type { Finding } from '../decision.ts';
import type { AuditEntry } from '../model/audit-store.ts';
import type { JudgementKind } from '../model/judgements.ts';
import type { MailEntry } from '../model/mail-store.ts';
import type { OutgoingEntry } from '../model/outbox-store.ts';
import type { Found, Refusal, Step, Story } from '../model/trace.ts';

export interface MailParts {
  readonly mail: MailEntry;
  /** What went out because of it. */
  readonly outgoing: readonly OutgoingEntry[];
  /** What staff did to it, the newest first. */
  readonly audit: readonly AuditEntry[];
  readonly judgement: { readonly kind: JudgementKind; readonly by: string; readonly at: Date } | null;
}

/** `found`: what the story was looked for by. */
export function storyOfMail(parts: MailParts, found: Found): Story {
  const { mail, outgoing, audit, judgement } = parts;
  const later = [
    ...settled(mail),
    ...outgoing.flatMap(sending),
    ...audit.map(({ at, actor, action, detail }): Step => ({ step: 'staff', at, actor, action, detail })),
    ...(judgement === null ? [] : [{ step: 'judged', ...judgement } as const]),
  ];
  return { mail, found, steps: [...arrival(mail), ...inOrder(later, mail.settledAt)] };
}

/** Of mail that belongs to no mail that came in: what staff wrote, and letters about accounts. */
export function storyOfOutgoing(found: Extract<Found, { kind: 'outgoing' }>): Story {
  return { mail: null, found, steps: sending(found.outgoing) };
}

/** Of mail that was refused at the door, and is not kept. */
export function storyOfRefusal(found: Extract<Found, { kind: 'refusal' }>): Story {
  return { mail: null, found, steps: refused(found.refusal) };
}

function refused({ at, source, envelope, reply, size, findings, score }: Refusal): Step[] {
  const points: Step[] = score === null ? [] : [{ step: 'points', at: null, score }];
  return [
    { step: 'refused', at, source, envelope, reply, size },
    ...points,
    ...findings.map((finding): Step => ({ step: 'found', at: null, ...finding })),
  ];
}

/** What was learned stands before what was made of it. All of it happened by the time of its end, which is kept. */
function arrival({ acceptedAt, source, envelope, lane, size, known, decision }: MailEntry): Step[] {
  const accepted: Step = { step: 'accepted', at: acceptedAt, source, envelope, lane, size };
  const evidence: Step[] =
    known.evidence === null ? [] : [{ step: 'evidence', at: null, evidence: known.evidence }];
  const score: Step[] = known.scoring === null ? [] : [{ step: 'score', at: null, scoring: known.scoring }];
  const reasons = decision?.reasons ?? [];
  const found = (of: readonly Finding[]) =>
    of.map((finding): Step => ({ step: 'found', at: null, ...finding }));
  const asks = reasons.findIndex(({ stage }) => stage === 'authenticate');
  const screens = reasons.findIndex(({ stage }) => stage === 'screen');
  const proof = Math.max(0, asks);
  const points = screens < 0 ? reasons.length : Math.max(proof, screens);
  return [
    accepted,
    ...found(reasons.slice(0, proof)),
    ...evidence,
    ...found(reasons.slice(proof, points)),
    ...score,
    ...found(reasons.slice(points)),
  ];
}

function settled({ state, settledAt, acceptedAt, ticketId, trouble }: MailEntry): Step[] {
  const ms = settledAt === null ? null : settledAt.getTime() - acceptedAt.getTime();
  return [{ step: 'settled', at: settledAt, state, ticketId, trouble, ms }];
}

function sending(outgoing: OutgoingEntry): Step[] {
  const { state, createdAt, sentAt, acceptedAt, lastAnswer, tries = [], bounce, bouncedAt } = outgoing;
  const since = (at: Date) => (acceptedAt === null ? null : at.getTime() - acceptedAt.getTime());
  const failed = state === 'failed' ? tries.length - 1 : -1;
  const steps: Step[] = [{ step: 'queued', at: createdAt, outgoing }];
  for (const [n, { at, answer }] of tries.entries())
    steps.push({
      step: 'tried',
      at,
      outgoing,
      state: n === failed ? 'failed' : 'deferred',
      answer,
      ms: since(at),
    });
  if (sentAt !== null)
    steps.push({
      step: 'tried',
      at: sentAt,
      outgoing,
      state: 'sent',
      answer: lastAnswer ?? '',
      ms: since(sentAt),
    });
  if (bounce !== null) steps.push({ step: 'bounced', at: bouncedAt ?? null, outgoing });
  if (state === 'cancelled') steps.push({ step: 'cancelled', at: null, outgoing });
  return steps;
}

/** What has no time comes last. What is written with the end of a mail was made a moment before it, and follows it. */
function inOrder(steps: readonly Step[], settledAt: Date | null): Step[] {
  const timeOf = ({ step, at }: Step): number => {
    if (at === null) return Number.POSITIVE_INFINITY;
    return step === 'queued' && settledAt !== null
      ? Math.max(at.getTime(), settledAt.getTime())
      : at.getTime();
  };
  return steps.toSorted((one, other) =>
    timeOf(one) < timeOf(other) ? -1 : Number(timeOf(one) > timeOf(other)),
  );
}
