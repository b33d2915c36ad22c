/** Mails that have nothing in common, and mails as people write them: a rule that holds for all of them holds for every mail, or nearly every one. */

import { bareMail, type Mail, type NatureKind } from '../../mail/mail.ts';
import type { Circumstances } from '../../model/circumstances.ts';
import { noEvidence, type Scoring, type Source, type Trust } from '../../model/facts.ts';
import type { RuleFacts } from './facts.ts';

interface Sketch {
  readonly sender: string;
  readonly recipient: string;
  readonly subject: string;
  readonly text: string;
  readonly size: number;
  readonly score: number;
  readonly nature: NatureKind;
  readonly trust: Trust;
  readonly source: Source;
  readonly circumstances: Circumstances;
  readonly headers?: Mail['headers'];
}

const scoring = (score: number): Scoring => ({
  kind: 'scored',
  score: { engine: 'rspamd', score, action: score > 0 ? 'reject' : 'no action', symbols: [], ms: 0 },
});

function mailOf({ sender, recipient, subject, text, nature, headers = [] }: Sketch): Mail {
  return bareMail({
    headers,
    subject,
    from: sender === '' ? null : { name: '', address: sender },
    to: recipient === '' ? [] : [{ name: '', address: recipient }],
    text,
    replyText: text,
    nature: { kind: nature, evidence: [] },
  });
}

function probe(sketch: Sketch): RuleFacts {
  const { sender, recipient, size, score, trust, source, circumstances } = sketch;
  const envelope = { sender, recipients: [recipient] };
  return {
    delivery: { lane: recipient, recipient, envelope, source, size, released: false },
    mail: mailOf(sketch),
    evidence: noEvidence(trust),
    scoring: scoring(score),
    circumstances,
    canRefuse: true,
    now: new Date(0),
  };
}

const client = (address: string, helo: string): Source => ({
  kind: 'smtp',
  address,
  helo,
  hostname: null,
  tls: false,
  user: null,
});

const stranger: Circumstances = {
  claim: 'none',
  participant: false,
  ticketId: null,
  department: null,
  subjectIdOpen: false,
  strangers: 0,
  guessed: false,
  known: false,
  rates: [],
};

/** One of a person over SMTP, and an empty one of a program from a mailbox. */
export const probes: readonly RuleFacts[] = [
  probe({
    sender: 'kim.w@one.example',
    recipient: 'help@a.example',
    subject: 'QZ 7',
    text: 'Jp',
    size: 900,
    score: -50,
    nature: 'person',
    trust: 'failed',
    source: client('203.0.113.9', 'mx.one.example'),
    circumstances: stranger,
  }),
  probe({
    sender: '',
    recipient: 'XU@B.TEST',
    subject: '',
    text: '',
    size: 30_000_000,
    score: 500,
    nature: 'auto-generated',
    trust: 'authenticated',
    source: { kind: 'imap', account: 'b', mailbox: 'INBOX', uidValidity: '1', uid: 1 },
    circumstances: { ...stranger, claim: 'closed', known: true },
  }),
];

/** By a person over SMTP, with what all of them have. */
function letter(
  sketch: Pick<Sketch, 'sender' | 'recipient' | 'subject' | 'text' | 'size' | 'score' | 'trust' | 'source'>,
  circumstances: Partial<Circumstances> = {},
): RuleFacts {
  const { sender, recipient, subject } = sketch;
  const headers = Object.entries({
    received: `from ${sender.replace(/^.*@/, '')}`,
    from: `<${sender}>`,
    to: `<${recipient}>`,
    subject,
    date: 'Thu, 1 Jan 1970 00:00:00 +0000',
    'message-id': `<${sketch.size}.${sender}>`,
  }).map(([name, value]) => ({ name, value }));
  return probe({ ...sketch, headers, nature: 'person', circumstances: { ...stranger, ...circumstances } });
}

/** From three people who write to three addresses in three languages; staff know one of them. */
export const ordinary: readonly RuleFacts[] = [
  letter({
    sender: 'anna.lee@one.example',
    recipient: 'support@a.example',
    subject: 'Where is parcel 7731?',
    text: 'Hello, could you tell me when it will come? Many thanks, Anna',
    size: 3000,
    score: -2,
    trust: 'authenticated',
    source: client('203.0.113.9', 'mail.one.example'),
  }),
  letter(
    {
      sender: 'J.Groß@ZWEI.TEST',
      recipient: 'buero@b.test',
      subject: 'Kündigung',
      text: 'Guten Tag,\nbitte bestätigen Sie den Eingang: https://zwei.test/k\nJörg Groß',
      size: 48_000,
      score: 1,
      trust: 'aligned',
      source: client('2001:db8::9', 'smtp-3'),
    },
    { known: true, wrote: true },
  ),
  letter({
    sender: 'info@tri.invalid',
    recipient: 'HELP@C.INVALID',
    subject: 'Счёт 12',
    text: 'Добрый день! Пришлите, пожалуйста, копию.',
    size: 9_000_000,
    score: 3,
    trust: 'unproven',
    source: client('198.51.100.7', '[198.51.100.7]'),
  }),
];
