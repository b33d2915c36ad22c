/** How telling words are: those that few tickets hold say what a ticket is about, in any language. */
import type { Database } from '../connect.ts';
import { marks } from '../tokens.ts';
import type { Sought } from './query-words.ts';

/** Tickets that are looked at to learn which words are common. */
const sampleSize = 600;
/** Fewer tickets teach nothing about what is common. */
const leastSample = 50;
/** What was learned is good for so long, ms, and until there are half as many tickets again. */
const goodMs = 600_000;
/** Counting the tickets of a rare word ends here. */
const mostCounted = 500;
/** Words of so few tickets of the sample are telling, however small it is. */
const fewTickets = 3;
/** Words counted at once; the others of a long mail are left out. */
const mostWords = 30;

interface Learned {
  readonly at: number;
  readonly tickets: number;
  readonly sampled: number;
  /** In how many tickets of the sample a word stands, wherever. */
  readonly counts: ReadonlyMap<string, number>;
  /** The same of what the index holds, in its order. */
  readonly tokens: readonly (readonly [token: string, count: number])[];
}

/** A word, how many tickets hold it, and what it weighs: greater is more telling. */
export interface Telling {
  readonly word: string;
  readonly tickets: number;
  readonly weight: number;
}

export class TellingWords {
  readonly #database: Database;
  #learned: Promise<Learned> | null = null;

  constructor(database: Database) {
    this.#database = database;
  }

  /** What is known of these words; the most telling first. Those in more than a fifth of all tickets tell nothing. */
  async of(words: readonly string[]): Promise<Telling[]> {
    const learned = await this.#recent();
    const all = await Promise.all(
      [...new Set(words)]
        .map((word) => ({ word, seen: learned.counts.get(word) ?? 0 }))
        .filter(({ word, seen }) => seen <= Math.max(fewTickets, learned.sampled / 5) && isTelling(word))
        .sort((one, other) => one.seen - other.seen)
        .slice(0, mostWords)
        .map(async ({ word, seen }) => {
          const tickets =
            seen > 3 ? Math.round((seen / learned.sampled) * learned.tickets) : await this.#count(word);
          return { word, tickets, weight: Math.log((learned.tickets + 1) / (tickets + 0.5)) };
        }),
    );
    return all.sort((one, other) => other.weight - one.weight);
  }

  /** Share of all tickets that hold a word, about; 0 to 1, and small where there are few tickets: nothing is common yet. */
  async shares(): Promise<(word: string) => number> {
    const { counts, sampled } = await this.#recent();
    return (word) => (counts.get(word) ?? 0) / Math.max(leastSample, sampled);
  }

  /** The same for a word of a search, with all its forms; rather too much than too little. */
  async shareOfTokens(): Promise<(sought: Sought) => number> {
    const { tokens, sampled } = await this.#recent();
    return ({ whole, begun }) => {
      const counts = [
        ...whole.map((token) => sumFrom(tokens, token, (one) => one === token)),
        ...begun.map((start) => sumFrom(tokens, start, (one) => one.startsWith(start))),
      ];
      return counts.reduce((sum, count) => sum + count, 0) / Math.max(1, sampled);
    };
  }

  async #count(word: string): Promise<number> {
    const filter = { words: { $in: [word, `${marks.subject}${word}`] } };
    return this.#database.words.countDocuments(filter, { limit: mostCounted, hint: { words: 1, _id: -1 } });
  }

  /** Old knowledge serves while new is gathered; too little does not. */
  async #recent(): Promise<Learned> {
    const known = await this.#learned?.catch(() => null);
    const tickets = await this.#database.words.estimatedDocumentCount();
    const enough = known && tickets < known.tickets * 1.5;
    if (known && enough && Date.now() - known.at < goodMs) return known;
    this.#learned = this.#learn(tickets).catch((error) => {
      if (known) return known;
      throw error;
    });
    return known && enough ? known : this.#learned;
  }

  async #learn(tickets: number): Promise<Learned> {
    const rows = await this.#database.words
      .aggregate<{ words: readonly string[] }>([{ $sample: { size: sampleSize } }], { batchSize: sampleSize })
      .toArray();
    const plain = (token: string) => (token.startsWith(marks.subject) ? token.slice(2) : token);
    const counts = countsOf(rows.map(({ words }) => new Set(words.map(plain))));
    const tokens = [...countsOf(rows.map(({ words }) => words))].sort(([one], [other]) =>
      one < other ? -1 : 1,
    );
    return { at: Date.now(), tickets, sampled: rows.length, counts, tokens };
  }
}

function countsOf(sets: readonly Iterable<string>[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const set of sets) for (const word of set) counts.set(word, (counts.get(word) ?? 0) + 1);
  return counts;
}

/** The sum of what is alike, from the first that is not before `start`: by halving, since there are thousands. */
function sumFrom(tokens: Learned['tokens'], start: string, alike: (token: string) => boolean): number {
  let [low, high] = [0, tokens.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((tokens[middle]?.[0] ?? '') < start) low = middle + 1;
    else high = middle;
  }
  let sum = 0;
  for (let at = low; at < tokens.length; at += 1) {
    const [token, count] = tokens[at] ?? ['', 0];
    if (!alike(token)) break;
    sum += count;
  }
  return sum;
}

/** Single letters, and numbers that count something, name no problem; codes do (`0x80070005`, `500`). */
function isTelling(word: string): boolean {
  return !/^(?:\p{Script=Latin}|\d{1,2})$/u.test(word);
}
