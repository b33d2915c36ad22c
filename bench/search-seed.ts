/** Tickets and messages as a desk has them after years: words by Zipf’s law, issues that come up again and again. */
import mongoose, { type mongo } from 'mongoose';
import { type TicketState, ticketStates } from '../src/model/ticket.ts';
import type { MessageRow, TicketRow, WordsRow } from '../src/store/documents.ts';
import { ticketTokens, tokensOf } from '../src/store/tokens.ts';

export interface Seeded {
  readonly tickets: number;
  readonly messages: number;
  readonly vocabulary: Vocabulary;
}

export interface Vocabulary {
  /** The most frequent first. */
  readonly words: readonly string[];
  readonly issues: readonly (readonly string[])[];
}

/** A generator of equal numbers for equal seeds (mulberry32), 0 to 1. */
export function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const seedNumber = 20_261_122;
const vocabularySize = 60_000;
const issueCount = 400;
const syllables = 'ba ce di fo gu ha je ki lo mu na pe ri so tu va we xi yo za bra cle dro fri gno sta'.split(
  ' ',
);

/** Made words, short ones first, as in every language. */
export function makeVocabulary(random: () => number): Vocabulary {
  const seen = new Set<string>();
  while (seen.size < vocabularySize) {
    const length = 1 + Math.floor(Math.log2(2 + seen.size) / 4 + random() * 2);
    const parts = Array.from({ length }, () => syllables[Math.floor(random() * syllables.length)] ?? 'ba');
    seen.add(parts.join(''));
    if (random() < 0.02) seen.add(String(Math.floor(random() * 1e6)));
  }
  const words = [...seen];
  const issues = Array.from({ length: issueCount }, () =>
    Array.from({ length: 12 }, () => words[200 + Math.floor(random() ** 2 * 8000)] ?? 'ba'),
  );
  return { words, issues };
}

/** A rank by Zipf’s law (exponent 1), by inversion of the harmonic numbers. */
function zipf(random: () => number, size: number): number {
  return Math.min(size - 1, Math.floor(Math.exp(random() * Math.log(size))) - 1);
}

const perTicket = [1, 1, 2, 2, 3, 3, 4, 5, 6, 6];
const batch = 2000;
const spanMs = 3 * 365 * 86_400_000;

/** The same words again, for a store that was seeded before. */
export function seededBefore(messages: number, tickets: number): Seeded {
  return { tickets, messages, vocabulary: makeVocabulary(randomOf(seedNumber)) };
}

/** Writes rows without indexes: to open the store afterwards makes them, which is faster. */
export async function seed(db: mongo.Db, messages: number, told: (done: number) => void): Promise<Seeded> {
  const random = randomOf(seedNumber);
  const vocabulary = makeVocabulary(random);
  const rows = { tickets: [] as TicketRow[], messages: [] as MessageRow[], words: [] as WordsRow[] };
  const began = Date.now() - spanMs;
  let [tickets, written] = [0, 0];
  const flush = async () => {
    await Promise.all(
      (['tickets', 'messages', 'words'] as const).map((name) =>
        db.collection(name).insertMany(rows[name] as mongo.Document[], { ordered: false }),
      ),
    );
    for (const name of ['tickets', 'messages', 'words'] as const) rows[name].length = 0;
    told(written);
  };
  while (written < messages) {
    tickets += 1;
    const at = began + (written / messages) * spanMs;
    const { ticket, said } = conversation(random, vocabulary, tickets, new Date(at));
    rows.tickets.push(ticket);
    rows.messages.push(...said);
    const words = [...new Set([...ticketTokens(ticket), ...said.flatMap(tokensOf)])];
    rows.words.push({ _id: ticket._id, words });
    written += said.length;
    if (rows.messages.length >= batch) await flush();
  }
  await flush();
  return { tickets, messages: written, vocabulary };
}

function conversation(
  random: () => number,
  vocabulary: Vocabulary,
  number: number,
  createdAt: Date,
): { ticket: TicketRow; said: MessageRow[] } {
  const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)] as T;
  const issue = vocabulary.issues[zipf(random, issueCount)] ?? [];
  const sentence = (length: number, about: number) =>
    Array.from({ length }, () =>
      random() < about ? pick(issue) : (vocabulary.words[zipf(random, vocabularySize)] ?? 'ba'),
    ).join(' ');
  const _id = new mongoose.mongo.ObjectId();
  const requester = customer(random);
  const subject = sentence(3 + Math.floor(random() * 4), 0.6);
  const updatedAt = new Date(createdAt.getTime() + random() * 7 * 86_400_000);
  const said = Array.from({ length: pick(perTicket) }, (_, at): MessageRow => {
    const reply = at % 2 === 1;
    const text = sentence(30 + Math.floor(random() * 60), 0.12);
    return {
      _id: new mongoose.mongo.ObjectId(),
      ticket: _id,
      kind: reply ? 'reply' : 'inbound',
      messageId: `${number}.${at}@bench.example`,
      from: reply ? { name: 'Bob', address: 'bob@desk.example' } : requester,
      to: [reply ? requester.address : 'support@desk.example'],
      subject,
      text,
      replyText: null,
      html: null,
      attachments: [],
      mark: reply ? 'staff' : 'requester',
      nature: 'person',
      mail: null,
      outgoing: null,
      createdAt: new Date(createdAt.getTime() + at * 3_600_000),
    };
  });
  const solved = random() < 0.97;
  const state: TicketState = solved ? pick(['solved', 'closed']) : pick(ticketStates);
  const ticket: TicketRow = {
    _id,
    number,
    ticketId: `${number}-K7QF`,
    subject,
    state,
    department: pick(['support', 'support', 'billing', 'sales']),
    owner: solved ? pick(['bob@desk.example', 'kim@desk.example']) : null,
    priority: random() < 0.05 ? 'high' : 'normal',
    tags: random() < 0.01 ? ['vip'] : [],
    requester,
    participants: [requester.address],
    createdAt,
    updatedAt,
    closedAt: solved ? updatedAt : null,
    dispatchedAt: createdAt,
    mergedInto: null,
    linkedTo: null,
    said: {
      from: requester.name,
      kind: 'inbound',
      at: updatedAt,
      preview: said.at(-1)?.text.slice(0, 160) ?? '',
      messages: said.length,
      hasAttachment: random() < 0.15,
    },
    solution: null,
    links: [],
  };
  return { ticket, said };
}

function customer(random: () => number): { name: string; address: string } {
  const number = Math.floor(random() ** 2 * 50_000);
  return { name: `Ana ${number}`, address: `ana${number}@customer${number % 3000}.example` };
}
