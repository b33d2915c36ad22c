/** Past mail as a desk has it: decided upon, scored, most of it filed. */
import { createHash } from 'node:crypto';
import mongoose, { type mongo } from 'mongoose';
import type { Decision } from '../src/decision.ts';
import type { MailRow, RawRow } from '../src/store/documents.ts';
import { mailRow } from '../src/store/mail-rows.ts';
import { ordinaryMail } from './mails.ts';

const batch = 1000;
const spanMs = 30 * 86_400_000;

/** Writes so many mails of the last thirty days, about 5 KB each. */
export async function seedPast(db: mongo.Db, mails: number): Promise<void> {
  const began = Date.now() - spanMs;
  for (let done = 0; done < mails; done += batch) {
    const rows: MailRow[] = [];
    const raws: RawRow[] = [];
    for (let at = done; at < Math.min(done + batch, mails); at++) {
      const bytes = ordinaryMail();
      const sha256 = createHash('sha256').update(bytes).digest('hex');
      raws.push({ _id: sha256, size: bytes.length, bytes: new mongoose.mongo.Binary(bytes), file: null });
      rows.push(pastRow(bytes, sha256, new Date(began + (at / mails) * spanMs)));
    }
    await db.collection('raw').insertMany(raws as mongo.Document[], { ordered: false });
    await db.collection('mails').insertMany(rows as mongo.Document[], { ordered: false });
  }
}

function pastRow(bytes: Buffer, sha256: string, at: Date): MailRow {
  const head = bytes.toString('latin1', 0, 400);
  const from = /<(.*?)>/.exec(head)?.[1] ?? '';
  // Most is harmless, some is spam.
  const score = Math.random() < 0.8 ? Math.random() * 4 - 1 : Math.random() * 14;
  const outcome = score >= 6 ? 'quarantine' : 'file';
  const random = mongoose.mongo.ObjectId.createFromTime(at.getTime() / 1000)
    .toHexString()
    .slice(0, 8);
  const { dueAt: _never, ...row } = mailRow(
    {
      id: random + new mongoose.mongo.ObjectId().toHexString().slice(8),
      key: sha256,
      lane: 'support@localhost',
      recipient: 'support@localhost',
      envelope: { sender: from, recipients: ['support@localhost'] },
      source: {
        kind: 'smtp',
        address: '192.0.2.1',
        helo: 'mx.example.net',
        hostname: null,
        tls: true,
        user: null,
      },
      acceptedAt: at,
      messageId: /^Message-ID: <(.*?)>/m.exec(head)?.[1] ?? null,
      from,
      subject: /^Subject: (.*)$/m.exec(head)?.[1] ?? '',
      known: { evidence: null, scoring: { kind: 'scored', score: scored(score) } },
    },
    { sha256, size: bytes.length },
    at,
    null,
  );
  return {
    ...row,
    state: outcome === 'file' ? 'filed' : 'quarantined',
    decision: decisionOf(outcome),
    settledAt: at,
  };
}

/** As many symbols as rspamd names for a mail. */
function scored(score: number) {
  const symbols = Array.from({ length: 25 }, (_, at) => ({
    name: `SYMBOL_${at}`,
    score: 0.1,
    options: ['x'],
  }));
  return { engine: 'rspamd' as const, score, action: 'no action', symbols, ms: 20 };
}

function decisionOf(outcome: Decision['outcome']): Decision {
  return {
    outcome,
    bypass: false,
    reasons: [
      { stage: 'parse', reason: 'read-whole', detail: '' },
      { stage: 'authenticate', reason: 'sender-unproven', detail: '' },
      { stage: 'nature', reason: 'written-by-person', detail: '' },
    ],
    ticket: outcome === 'file' ? 'new' : null,
    department: outcome === 'file' ? 'support' : null,
    receipt: { send: outcome === 'file', reason: 'receipt-due' },
    priority: null,
    tags: [],
    owner: null,
    linkedTo: null,
    author: 'requester',
    unscreened: false,
  };
}
