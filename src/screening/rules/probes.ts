/** Mails that have nothing in common: a rule that holds for all of them holds for every mail. */

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
}

const scoring = (score: number): Scoring => ({
  kind: 'scored',
  score: { engine: 'rspamd', score, action: score > 0 ? 'reject' : 'no action', symbols: [], ms: 0 },
});

function mailOf({ sender, recipient, subject, text, nature }: Sketch): Mail {
  return bareMail({
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
    source: {
      kind: 'smtp',
      address: '203.0.113.9',
      helo: 'mx.one.example',
      hostname: null,
      tls: false,
      user: null,
    },
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
