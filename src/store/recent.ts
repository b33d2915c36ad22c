/** Automatic mail that an address had lately, for the caps; asked for many mails at once. */
import type { RecentAutomatic } from '../model/facts.ts';
import type { Database } from './connect.ts';
import { isAway } from './errors.ts';
import { Group } from './group.ts';
import { capKeyOf, capped, domainOf } from './outbox-rows.ts';

const limits = { count: 200, bytes: Number.POSITIVE_INFINITY, inFlight: 2, waitMs: 2 };

const hour = 3_600_000;
const day = 24 * hour;
/** How long a hard bounce makes an address dead. People come back: it expires. */
const deadFor = 60 * day;
/** Failures that say that nobody reads mail at the address (the closed set of mail/mail.ts). */
const deadReasons = ['userunknown', 'hostunknown', 'hasmoved'] as const;

/** Over the caps of a week, unless they were raised. */
const mostSubjects = 100;

interface Received {
  readonly hour: number;
  readonly day: number;
  readonly week: number;
  /** Null stands for an answer. */
  readonly subjects: readonly (string | null)[];
}

const nothing: Received = { hour: 0, day: 0, week: 0, subjects: [] };

function sumOf(one: Received, other: Received): Received {
  return {
    hour: one.hour + other.hour,
    day: one.day + other.day,
    week: one.week + other.week,
    subjects: [...one.subjects, ...other.subjects],
  };
}

interface Question {
  readonly address: string;
  readonly now: Date;
}

export class RecentMail {
  readonly #database: Database;
  readonly #group: Group<Question, RecentAutomatic>;

  constructor(database: Database) {
    this.#database = database;
    this.#group = new Group({
      limits,
      size: () => 0,
      run: (questions) => this.#answers(questions),
      concernsAll: isAway,
    });
  }

  /** Counts receipts made out to the address with whatever `+tag`, and to its domain, before `now`, whatever became of them. */
  of(address: string, now: Date): Promise<RecentAutomatic> {
    return this.#group.add({ address, now });
  }

  /** Questions of the same second are answered together. */
  async #answers(questions: readonly Question[]): Promise<RecentAutomatic[]> {
    const bySecond = Map.groupBy(questions, ({ now }) => Math.ceil(now.getTime() / 1000) * 1000);
    const answers = new Map<Question, RecentAutomatic>();
    await Promise.all(
      [...bySecond].map(async ([now, some]) => {
        const lookUp = await this.#lookUp(some, now);
        for (const question of some) answers.set(question, lookUp(question.address));
      }),
    );
    return questions.flatMap((question) => answers.get(question) ?? []);
  }

  async #lookUp(questions: readonly Question[], now: number): Promise<(address: string) => RecentAutomatic> {
    const addresses = [...new Set(questions.map(({ address }) => address))];
    const domains = [...new Set(addresses.map(domainOf))];
    const [received, inDomain, dead] = await Promise.all([
      this.#received(addresses, now),
      this.#inDomain(domains, now),
      this.#dead(addresses, now),
    ]);
    return (address) => {
      const { hour, day, week, subjects } = received.get(capKeyOf(address)) ?? nothing;
      return {
        toAddressHour: hour,
        toAddressDay: day,
        toDomainHour: inDomain.get(domainOf(address)) ?? 0,
        dead: dead.has(address),
        toAddressWeek: week,
        subjects: subjects.filter((subject) => subject !== null),
      };
    };
  }

  async #received(addresses: string[], now: number): Promise<Map<string, Received>> {
    const isReceipt = { $eq: ['$kind', 'receipt'] };
    const since = (age: number) => ({
      $sum: { $cond: [{ $and: [isReceipt, { $gt: ['$createdAt', new Date(now - age)] }] }, 1, 0] },
    });
    const subject = { $cond: [isReceipt, '$subject', null] };
    const lately = {
      kind: { $in: [...capped] },
      createdAt: between(now - 7 * day, now),
      state: notCancelled,
    };
    const keys = [...new Set(addresses.map(capKeyOf))];
    const rows = this.#database.outbox.aggregate<Received & { _id: string }>([
      {
        $match: {
          // Rows of before there were keys count by the address as it is.
          $or: [
            { ...lately, capKey: { $in: keys } },
            { ...lately, capKey: { $exists: false }, to: { $in: addresses } },
          ],
        },
      },
      {
        $group: {
          _id: { $ifNull: ['$capKey', '$to'] },
          day: since(day),
          hour: since(hour),
          week: { $sum: 1 },
          subjects: { $firstN: { input: subject, n: mostSubjects } },
        },
      },
    ]);
    const received = new Map<string, Received>();
    for (const { _id, ...row } of await rows.toArray()) {
      const key = capKeyOf(_id);
      received.set(key, sumOf(received.get(key) ?? nothing, row));
    }
    return received;
  }

  async #inDomain(domains: string[], now: number): Promise<Map<string, number>> {
    const rows = this.#database.outbox.aggregate<{ _id: string; count: number }>([
      { $match: { domain: { $in: domains }, kind: 'receipt', createdAt: between(now - hour, now) } },
      { $group: { _id: '$domain', count: { $sum: 1 } } },
    ]);
    return new Map((await rows.toArray()).map(({ _id, count }) => [_id, count]));
  }

  async #dead(addresses: string[], now: number): Promise<Set<string>> {
    const found = await this.#database.outbox.distinct('to', {
      to: { $in: addresses },
      state: 'bounced',
      bouncedAt: { $gt: new Date(now - deadFor) },
      'bounce.reason': { $in: [...deadReasons] },
    });
    return new Set(found);
  }
}

const notCancelled = { $ne: 'cancelled' } as const;

function between(after: number, until: number): { $gt: Date; $lte: Date } {
  return { $gt: new Date(after), $lte: new Date(until) };
}
