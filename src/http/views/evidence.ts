/** Who wrote a mail, how sure that is, and why it is here: evidence and decision in words. */
import { html } from 'hono/html';
import type { AuthorMark, Finding, Reason } from '../../decision.ts';
import type { Evidence, Source } from '../../model/facts.ts';
import { type MailEntry, scoreOf } from '../../model/mail-store.ts';
import type { TicketMessage } from '../../model/ticket-store.ts';
import type { Words } from '../words/en.ts';
import { wordsOf } from '../words/words.ts';
import { timeTag } from './dates.ts';
import type { Markup } from './page.ts';

/** How sure we are of an author. */
export type Sureness = 'sure' | 'likely' | 'unsure' | 'warning';

export interface Identity {
  readonly sureness: Sureness;
  /** What the author is to the ticket; null where that is not known. */
  readonly mark: AuthorMark | null;
  /** What the evidence says; null where there is none. */
  readonly trust: Evidence['trust'] | null;
  /** That the evidence is about. */
  readonly domain: string;
}

const trustOf: Partial<Record<Reason, Evidence['trust']>> = {
  'sender-authenticated': 'authenticated',
  'sender-aligned': 'aligned',
  'sender-unproven': 'unproven',
  'sender-failed': 'failed',
  'evidence-unavailable': 'unavailable',
};

/** Who wrote it, from the author's mark and the evidence that the decision went by. Pure. */
export function identityOf(message: Pick<TicketMessage, 'mark'>, mail: MailEntry | null): Identity {
  const found = mail?.decision?.reasons.find(({ stage }) => stage === 'authenticate');
  const mark = (message.mark as AuthorMark | null) ?? null;
  const trust = found === undefined ? null : (trustOf[found.reason] ?? null);
  return { sureness: surenessOf(mark, trust), mark, trust, domain: found?.detail ?? '' };
}

function surenessOf(mark: AuthorMark | null, trust: Identity['trust']): Sureness {
  if (mark === 'possible-spoof' || trust === 'failed') return 'warning';
  if (mark === 'new-correspondent' || mark === null) return 'unsure';
  if (trust === 'authenticated') return 'sure';
  return trust === 'aligned' ? 'likely' : 'unsure';
}

/** Of a mail that belongs to no ticket: only the evidence counts. */
export function senderOf(mail: MailEntry): Identity {
  const { trust, domain } = identityOf({ mark: null }, mail);
  return { sureness: surenessOf('requester', trust), mark: null, trust, domain };
}

const signs: Record<Sureness, string> = { sure: '✓', likely: '≈', unsure: '?', warning: '!' };

/** What is said of the author in a few words; what needs no word, such as a proven requester, stays short. */
export function identityBadge(language: string, identity: Identity): Markup {
  const words = wordsOf(language).ticket.identity;
  const { sureness, mark, trust, domain } = identity;
  const who = mark === null || mark === 'requester' ? '' : words[mark];
  const proof = trust === null ? '' : trustWords(words, trust, domain);
  const text = [who, proof].filter((part) => part !== '').join(' · ');
  return html`<span class="identity ${sureness === 'warning' ? 'alert' : sureness}"><span aria-hidden="true" class="sign">${signs[sureness]}</span><span class="visually-hidden">${words[sureness]}: </span>${text === '' ? words[sureness] : text}</span>`;
}

function trustWords(words: Words['ticket']['identity'], trust: Evidence['trust'], domain: string): string {
  return words[trust].replace('{domain}', domain || '—');
}

/** Who is this: the mark, and each piece of evidence on its line; `folded`: behind a word. */
export function whoIsThis(
  language: string,
  message: TicketMessage,
  mail: MailEntry | null,
  folded: boolean,
): Markup {
  const words = wordsOf(language).ticket.identity;
  const identity = identityOf(message, mail);
  const { mark } = identity;
  const name = message.from.name || message.from.address;
  const facts = mail === null ? '' : html`<dl class="facts">${evidenceRows(language, mail)}</dl>`;
  return html`<p class="person"><bdi>${name}</bdi> <span class="soft"><bdi>${message.from.address}</bdi></span></p>
<p>${identityBadge(language, identity)}${mark === 'requester' ? html`<br><span class="soft">${words.requester}</span>` : ''}</p>
${folded ? html`<details id="evidence"><summary>${words.evidence}</summary>${facts}</details>` : facts}`;
}

/** Each piece of evidence on its line, and where the mail came from. */
export function evidenceRows(language: string, { known, envelope, source, lane }: MailEntry): Markup {
  const words = wordsOf(language).ticket.identity;
  const evidence = known.evidence === null ? '' : results(words, known.evidence);
  const sender = envelope.sender === '' ? words.nullSender : envelope.sender;
  return html`${evidence}${row(words.envelopeSender, sender)}${row(words.cameBy, cameBy(words, source))}${row(words.lane, lane)}`;
}

function results(words: Words['ticket']['identity'], { spf, dkim, dmarc, arc }: Evidence): Markup {
  const of = (result: string, domain: string | null) => (domain === null ? result : `${result} · ${domain}`);
  return html`${row(words.dmarc, of(dmarc.result, dmarc.domain))}${row(words.spf, of(spf.result, spf.domain))}${dkim.map(
    ({ result, domain }) => row(words.dkim, of(result, domain)),
  )}${arc.result === 'none' ? '' : row(words.arc, of(arc.result, arc.sealer))}`;
}

function cameBy(words: Words['ticket']['identity'], source: Source): string {
  if (source.kind === 'import') return `${words.import} ${source.file}`;
  if (source.kind === 'imap') return `${words.imap} ${source.account}/${source.mailbox}`;
  const name = source.hostname ?? source.helo;
  return `${words.smtp} ${name} (${source.address}), ${source.tls ? words.tls : words.clear}`;
}

function row(name: string, value: string): Markup {
  return html`<div><dt>${name}</dt><dd><bdi>${value}</bdi></dd></div>`;
}

/** Why is this here: the decision, stage by stage, with what to trace it by. */
export function whyIsThisHere(language: string, mail: MailEntry | null, now: Date): Markup {
  const words = wordsOf(language).ticket.why;
  if (mail?.decision == null) return html`<p class="soft">${words.none}</p>`;
  const { decision, acceptedAt, settledAt, id, messageId } = mail;
  const score = scoreOf(mail);
  return html`${decision.bypass ? html`<p>${words.bypass}</p>` : ''}
<ol class="stages">${decision.reasons.map((finding) => stage(language, finding))}</ol>
<dl class="facts"><div><dt>${words.accepted}</dt><dd>${timeTag(language, acceptedAt, now)}</dd></div>
${settledAt === null ? '' : html`<div><dt>${words.settled}</dt><dd>${timeTag(language, settledAt, now)}</dd></div>`}
${score === null ? '' : row(words.score, new Intl.NumberFormat(language, { maximumFractionDigits: 2 }).format(score))}
<div><dt>${words.mail}</dt><dd class="mono">${id}</dd></div>
${messageId === null ? '' : html`<div><dt>${words.messageId}</dt><dd class="mono"><bdi>${messageId}</bdi></dd></div>`}</dl>`;
}

function stage(language: string, { stage: name, reason, detail }: Finding): Markup {
  const words = wordsOf(language);
  const more = detail === '' ? '' : html` <span class="soft">(<bdi>${detail}</bdi>)</span>`;
  return html`<li><span class="stage">${words.ticket.why.stages[name]}</span> <span>${words.reasons[reason]}${more}</span></li>`;
}
