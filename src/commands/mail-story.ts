/** The way of one mail as a person reads it. */
import { reasons } from '../decision.ts';
import type { Evidence, Source } from '../model/facts.ts';
import type { MailEntry } from '../model/mail-store.ts';
import { type Field, fields, type Paint, paintState, shortSize, shortTime } from './table.ts';

const mostSymbols = 12;

/** Envelope, source, evidence, score, each stage with its reason in words, trouble and ticket. */
export function mailStory(entry: MailEntry, paint: Paint): string {
  const { id, envelope, lane, recipient, known, trouble, decision } = entry;
  const as = recipient.toLowerCase() === lane ? '' : ` (as ${recipient})`;
  const head = fields(paint, [
    ['State', state(entry), (text) => paintState(paint, text, entry.state)],
    ['From', entry.from],
    ['Subject', entry.subject],
    ['Message-ID', entry.messageId ?? 'none'],
    ['Lane', `${lane}${as}`],
    ['Envelope', `from <${envelope.sender}> to ${envelope.recipients.map((to) => `<${to}>`).join(', ')}`],
    ['Came', cameBy(entry.source)],
    ['Accepted', `${shortTime(entry.acceptedAt)}, ${shortSize(entry.size)}`],
    ['Settled', entry.settledAt === null ? '' : shortTime(entry.settledAt)],
    ['Trouble', trouble === null ? '' : `${trouble.reason}: ${trouble.detail} (tries: ${entry.attempts})`],
    ['Replaces', entry.replaces ?? ''],
    ['Replaced by', entry.replacedBy ?? ''],
    ['Evidence', known.evidence === null ? '' : evidence(known.evidence)],
    ...score(entry),
    ['Marked', decision === null ? '' : decision.author],
    [
      'Receipt',
      decision === null ? '' : `${decision.receipt.send ? 'yes' : 'no'}: ${reasons[decision.receipt.reason]}`,
    ],
  ]);
  return `${paint.bold(`Mail ${id}`)}\n${head}\n${way(entry, paint)}`;
}

function state({ state: word, ticketId, decision }: MailEntry): string {
  const ticket = ticketId === null ? '' : `, in ticket ${ticketId}`;
  return `${word}${ticket}${decision?.bypass ? ', past the spam filter' : ''}`;
}

function cameBy(source: Source): string {
  if (source.kind === 'imap') return `from mailbox ${source.mailbox} of ${source.account}, UID ${source.uid}`;
  if (source.kind === 'import') return `from the file ${source.file}`;
  const name = source.hostname === null ? '' : ` (${source.hostname})`;
  const user = source.user === null ? '' : `, logged in as ${source.user}`;
  return `by SMTP from ${source.address}${name}, HELO ${source.helo}${source.tls ? ', TLS' : ', no TLS'}${user}`;
}

function evidence({ spf, dkim, dmarc, arc, trust }: Evidence): string {
  const about = (result: string, domain: string | null) =>
    domain === null ? result : `${result} (${domain})`;
  const signatures = dkim.map(({ result, domain, selector }) => `${result} (${domain}, ${selector})`);
  return [
    trust,
    `DMARC ${about(dmarc.result, dmarc.domain)}`,
    `SPF ${about(spf.result, spf.domain)}`,
    `DKIM ${signatures.join(' ') || 'none'}`,
    `ARC ${about(arc.result, arc.sealer)}`,
  ].join(', ');
}

function score({ known: { scoring } }: MailEntry): Field[] {
  if (scoring === null) return [];
  if (scoring.kind === 'off') return [['Score', 'no scorer is set up']];
  if (scoring.kind === 'unavailable') return [['Score', `none: ${scoring.why}`]];
  const { engine, score: points, action, symbols, ms } = scoring.score;
  const weighty = symbols
    .filter((symbol) => symbol.score !== 0)
    .sort((a, b) => Math.abs(b.score) - Math.abs(a.score))
    .slice(0, mostSymbols)
    .map((symbol) => `${symbol.name} ${symbol.score}`);
  return [
    ['Score', `${points} by ${engine}: ${action}, in ${Math.round(ms)} ms`],
    ['Symbols', weighty.join(', ')],
  ];
}

function way({ decision }: MailEntry, paint: Paint): string {
  if (decision === null) return `  ${paint.gray('Nothing has been decided yet.')}\n`;
  const stages = decision.reasons.map(({ stage, reason, detail }): Field => {
    return [stage, `${reasons[reason]}${detail === '' ? '' : ` (${detail})`}`];
  });
  return fields(paint, stages);
}
