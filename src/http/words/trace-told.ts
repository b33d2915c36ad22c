/** Each step of a mail’s way in words, for the page, the API and the command. */
import type { Envelope, Evidence, Scoring, Source } from '../../model/facts.ts';
import type { OutgoingEntry } from '../../model/outbox-store.ts';
import type { Step, Story } from '../../model/trace.ts';
import { traceWords } from './trace.ts';
import type { TraceWords } from './trace-en.ts';
import { wordsOf } from './words.ts';

export interface ToldStep {
  readonly part: keyof TraceWords['parts'];
  readonly at: Date | null;
  /** Of what was decided: its name (decision.ts). */
  readonly reason: string | null;
  readonly text: string;
}

const mostSymbols = 8;

/** The steps of a story, in order. */
export function toldSteps(language: string, { steps }: Pick<Story, 'steps'>): ToldStep[] {
  return steps.map((step) => ({
    at: step.at,
    part: partOf(step),
    reason: step.step === 'found' ? step.reason : null,
    text: textOf(language, step),
  }));
}

function partOf(step: Step): ToldStep['part'] {
  switch (step.step) {
    case 'accepted':
      return 'accept';
    case 'refused':
      return 'refuse';
    case 'evidence':
      return 'authenticate';
    case 'score':
    case 'points':
      return 'screen';
    case 'found':
      return step.stage;
    case 'settled':
      return 'settle';
    case 'bounced':
      return 'bounce';
    case 'staff':
      return 'staff';
    case 'judged':
      return 'judge';
    default:
      return 'send';
  }
}

function textOf(language: string, step: Step): string {
  const words = traceWords(language);
  switch (step.step) {
    case 'accepted': {
      const about = [
        cameBy(words, step.source),
        envelopeText(words, step.envelope),
        octets(language, step.size),
      ];
      return about.join('; ');
    }
    case 'refused': {
      const said = step.reply === null ? words.decided : fill(words.answered, { reply: step.reply });
      return [cameBy(words, step.source), envelopeText(words, step.envelope), said].join('; ');
    }
    case 'evidence':
      return evidenceText(step.evidence);
    case 'score':
      return scoreText(language, step.scoring);
    case 'points':
      return fill(words.points, { points: number(language, step.score) });
    case 'found': {
      const text = wordsOf(language).reasons[step.reason];
      return step.detail === '' ? text : `${text} (${step.detail})`;
    }
    case 'settled':
      return settledText(language, step);
    case 'queued':
      return queuedText(language, step.outgoing);
    case 'tried':
      return fill(words.tried[step.state], {
        ...about(words, step.outgoing),
        answer: step.answer,
        after: afterText(language, step.ms),
      });
    case 'bounced': {
      const { bounce } = step.outgoing;
      const reason = [bounce?.reason, bounce?.status, bounce?.diagnostic].filter(Boolean).join(', ');
      return fill(words.bounced, { ...about(words, step.outgoing), reason });
    }
    case 'cancelled':
      return fill(words.cancelled, about(words, step.outgoing));
    case 'staff': {
      const told = Object.entries(step.detail).map(([name, value]) => `${name}: ${String(value)}`);
      const detail = told.length === 0 ? '' : ` (${told.join(', ')})`;
      return fill(words.did, { actor: step.actor, action: step.action, detail });
    }
    case 'judged':
      return fill(words.judged[step.kind], { by: step.by });
  }
}

function settledText(language: string, step: Extract<Step, { step: 'settled' }>): string {
  const words = traceWords(language);
  const { state, ticketId, trouble, ms } = step;
  const text = fill(words.settledAs, {
    state: words.states[state],
    ticket: ticketId === null ? '' : fill(words.inTicket, { id: ticketId }),
    after: afterText(language, ms),
  });
  return trouble === null ? text : `${text}: ${trouble.reason}: ${trouble.detail}`;
}

function queuedText(language: string, outgoing: OutgoingEntry): string {
  const words = traceWords(language);
  const { waitsFor, notBefore, nextAttemptAt, state, createdAt } = outgoing;
  const at = (date: Date) => date.toISOString();
  const waiting = state === 'queued' || state === 'deferred';
  const next = waiting && nextAttemptAt !== null && nextAttemptAt > createdAt ? nextAttemptAt : null;
  return [
    fill(words.queuedTo, about(words, outgoing)),
    waitsFor.length > 0 ? words.waits : '',
    notBefore === undefined ? '' : fill(words.notBefore, { at: at(notBefore) }),
    next === null ? '' : fill(words.next, { at: at(next) }),
  ].join('');
}

function about(words: TraceWords, { kind, to }: OutgoingEntry): { kind: string; to: string } {
  return { kind: words.out[kind], to };
}

function cameBy(words: TraceWords, source: Source): string {
  if (source.kind === 'imap') return fill(words.by.imap, { ...source, uid: String(source.uid) });
  if (source.kind === 'import') return fill(words.by.import, { file: source.file });
  const { address, hostname, helo, tls, user } = source;
  const name = hostname === null ? '' : ` (${hostname})`;
  const came = fill(words.by.smtp, { address, name, helo, tls: tls ? words.by.tls : words.by.plain });
  return user === null ? came : `${came}, ${fill(words.by.user, { user })}`;
}

function envelopeText(words: TraceWords, { sender, recipients }: Envelope): string {
  return fill(words.envelope, {
    sender: `<${sender}>`,
    recipients: recipients.map((to) => `<${to}>`).join(', ') || '–',
  });
}

/** In the words of RFC 8601. */
function evidenceText({ spf, dkim, dmarc, arc, trust }: Evidence): string {
  const of = (result: string, domain: string | null) => (domain === null ? result : `${result} (${domain})`);
  const signed = dkim.map(({ result, domain }) => `${result} (${domain})`).join(' ') || 'none';
  return `${trust}: DMARC ${of(dmarc.result, dmarc.domain)}, SPF ${of(spf.result, spf.domain)}, DKIM ${signed}, ARC ${of(arc.result, arc.sealer)}`;
}

function scoreText(language: string, scoring: Scoring): string {
  const words = traceWords(language);
  if (scoring.kind === 'off') return words.scoreOff;
  if (scoring.kind === 'unavailable') return fill(words.scoreAway, { why: scoring.why });
  const { engine, score, action, symbols, ms } = scoring.score;
  const weighty = symbols
    .filter((symbol) => symbol.score !== 0)
    .sort((one, other) => Math.abs(other.score) - Math.abs(one.score))
    .slice(0, mostSymbols)
    .map((symbol) => `${symbol.name} ${number(language, symbol.score)}`);
  const text = fill(words.score, {
    points: number(language, score),
    engine,
    action,
    ms: lasting(language, ms),
  });
  return weighty.length === 0 ? text : `${text}; ${fill(words.symbols, { symbols: weighty.join(', ') })}`;
}

function afterText(language: string, ms: number | null): string {
  return ms === null ? '' : fill(traceWords(language).after, { ms: lasting(language, ms) });
}

function lasting(language: string, ms: number): string {
  const [value, unit] =
    ms < 1000
      ? [Math.round(ms), 'millisecond']
      : ms < 90_000
        ? [ms / 1000, 'second']
        : ms < 5_400_000
          ? [ms / 60_000, 'minute']
          : [ms / 3_600_000, 'hour'];
  const form = { style: 'unit', unit, unitDisplay: 'short', maximumFractionDigits: 1 } as const;
  return new Intl.NumberFormat(language, form as Intl.NumberFormatOptions).format(value as number);
}

function octets(language: string, n: number): string {
  return fill(traceWords(language).octets, { n: new Intl.NumberFormat(language).format(n) });
}

function number(language: string, n: number): string {
  return new Intl.NumberFormat(language, { maximumFractionDigits: 2 }).format(n);
}

/** Each `{name}` once; what is put in is not read again. */
function fill(text: string, values: Readonly<Record<string, unknown>>): string {
  return text.replace(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? ''));
}
