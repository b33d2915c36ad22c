/** The daily digest of quarantine, to the leads of a department: what came into it, and how to release what is no spam. */
import type { Settings } from '../config/schema.ts';
import { type Reason, reasons } from '../decision.ts';
import { Failure } from '../failure.ts';
import { type HouseParts, houseLetter } from '../mail/house-letter.ts';
import { echoedSubject, type Rendered, titleOf, validRecipient } from '../mail/outgoing.ts';
import { type MailEntry, scoreOf } from '../model/mail-store.ts';
import type { NewOutgoing } from '../model/outbox-store.ts';
import type { Agent } from '../model/people.ts';

/** One held mail in a digest. Nothing in it is a link but our own. */
export interface DigestLine {
  readonly sender: string;
  readonly subject: string;
  /** Why it is held: a code of decision.ts, its words, its particulars. */
  readonly finding: { readonly reason: string; readonly words: string; readonly detail: string };
  readonly score: string;
  readonly age: { readonly number: number; readonly unit: 'minutes' | 'hours' | 'days' };
  /** Leads to a page that asks whether to release it. */
  readonly link: string;
}

/** What a template of a digest may say. All are plain text. */
export interface DigestData {
  /** Nothing: it belongs to no ticket. */
  readonly tag: '';
  readonly department: string;
  /** `2026-03-01` */
  readonly day: string;
  readonly count: number;
  readonly lines: readonly DigestLine[];
  /** How many more there are than lines. */
  readonly more: number;
  /** The list in the inbox. */
  readonly inbox: string;
  /** Days after which held mail is discarded, and for which links are good. */
  readonly keptDays: number;
  readonly linkDays: number;
}

export interface DigestComposer extends HouseParts {
  readonly templates: {
    render(kind: 'digest', place: { language: string; department: string }, data: DigestData): Rendered;
  };
  readonly settings: Pick<Settings, 'outbox' | 'screening'>;
}

export interface Digest {
  readonly department: Settings['departments'][number];
  readonly agent: Pick<Agent, 'id' | 'address' | 'language'>;
  readonly day: string;
  readonly mails: readonly MailEntry[];
  readonly count: number;
  /** Address of the page that releases one mail. */
  linkOf(mail: MailEntry): string;
  readonly inbox: string;
  readonly linkDays: number;
  readonly now: Date;
}

/**
 * One mail, generated and for nobody to answer (RFC 3834, 5). Its cause is the department and the day: whatever nodes make
 * it, one is sent. Throws Failure `bad-address` where the agent has no address that mail can be sent to.
 */
export function composeDigest(composer: DigestComposer, digest: Digest): NewOutgoing {
  const { department, agent, day, now } = digest;
  const to = validRecipient(agent.address);
  if (to === null) throw new Failure('bad-address', 'no mail can be sent to that address');
  const place = { language: agent.language || department.language, department: department.name };
  const rendered = composer.templates.render('digest', place, dataOf(composer, digest));
  const cause = `digest:${department.name}:${day}`;
  return houseLetter(composer, {
    ...rendered,
    kind: 'digest',
    to,
    cause,
    lane: department.addresses[0],
    now,
  });
}

function dataOf({ settings }: DigestComposer, digest: Digest): DigestData {
  const { department, day, mails, count, inbox, linkDays } = digest;
  return {
    tag: '',
    department: titleOf(department),
    day,
    count,
    lines: mails.map((mail) => lineOf(mail, digest)),
    more: Math.max(0, count - mails.length),
    inbox,
    keptDays: settings.screening.quarantineDays,
    linkDays,
  };
}

function lineOf(mail: MailEntry, { linkOf, now }: Digest): DigestLine {
  const { from, envelope, subject, decision } = mail;
  const sender = from || envelope.sender;
  const found = decision?.reasons.find(({ stage }) => stage === 'screen');
  const reason: Reason = found?.reason ?? 'spam';
  const score = scoreOf(mail);
  return {
    // An address makes no link to a page; whatever else stands there might.
    sender: validRecipient(sender) ?? echoedSubject(sender),
    subject: echoedSubject(subject, 120),
    finding: { reason, words: reasons[reason], detail: echoedSubject(found?.detail ?? '', 160) },
    score: score === null ? '' : String(Math.round(score * 10) / 10),
    age: ageOf(now.getTime() - mail.acceptedAt.getTime()),
    link: linkOf(mail),
  };
}

const minuteMs = 60_000;

function ageOf(ms: number): DigestLine['age'] {
  const minutes = Math.max(1, Math.round(ms / minuteMs));
  if (minutes < 60) return { number: minutes, unit: 'minutes' };
  const hours = Math.round(minutes / 60);
  return hours < 48 ? { number: hours, unit: 'hours' } : { number: Math.round(hours / 24), unit: 'days' };
}
