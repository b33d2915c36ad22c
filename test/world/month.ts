/** A simulated month: letters by their time, what becomes of them, and the answers that our mail calls forth. */
import type { MailEntry } from '../../src/model/mail-store.ts';
import type { OutgoingEntry } from '../../src/model/outbox-store.ts';
import { compose } from '../support/mail.ts';
import type { Correspondent } from './correspondents.ts';
import type { Letter, World } from './world.ts';

export const hourMs = 3_600_000;

/** Where a letter comes from. */
export interface Cause {
  readonly from: string;
  readonly why: 'issue' | 'answer' | 'staff' | 'staff vacation';
  /** Mails in a row by programs and by us since a person wrote. */
  readonly round: number;
  /** ID of the ticket that an answer is about. */
  readonly about: string | null;
}

export interface Filed extends Cause {
  readonly mail: MailEntry | null;
  readonly refused: string | null;
  readonly at: Date;
}

export interface Sent {
  readonly entry: OutgoingEntry;
  /** What it was sent for. */
  readonly cause: Cause;
}

interface Event {
  readonly at: number;
  readonly letter: Letter;
  readonly cause: Cause;
}

/** Letters that wait, the earliest first. */
class Post {
  #events: Event[] = [];

  add(event: Event): void {
    this.#events.push(event);
  }

  next(): Event | undefined {
    this.#events.sort((one, other) => other.at - one.at);
    return this.#events.pop();
  }
}

const staffClient = '203.0.113.1';
export const bob = 'bob@desk.example';
/** Her vacation program answers every mail, and says nothing of it. */
export const vera = 'vera@desk.example';

/** Lets each write `issues` times in the month; Bob answers every fourth new ticket, and every answer of a customer but the third. */
export async function simulate(
  world: World,
  everybody: readonly Correspondent[],
  { start, days, issues }: { start: Date; days: number; issues: number },
): Promise<{ filed: Filed[]; sent: Sent[] }> {
  const byAddress = new Map(everybody.map((one) => [one.address, one]));
  const post = new Post();
  const end = start.getTime() + days * 24 * hourMs;
  for (const [i, one] of everybody.entries()) {
    for (let n = 0; n < issues; n += 1) {
      const at = start.getTime() + ((n + (i % 7) / 10 + 0.1) / issues) * days * 24 * hourMs;
      post.add({
        at,
        letter: one.issue(n),
        cause: { from: one.address, why: 'issue', round: 0, about: null },
      });
    }
  }
  const filed: Filed[] = [];
  const sent: Sent[] = [];
  const causes = new Map<string, Cause>();
  let told = 0;
  for (let event = post.next(); event !== undefined && event.at < end; event = post.next()) {
    world.clock = new Date(Math.max(event.at, world.clock.getTime() + 1000));
    const { mail, refused } = await world.take(event.letter);
    filed.push({ ...event.cause, mail, refused, at: world.clock });
    if (mail !== null) causes.set(mail.id, event.cause);
    for (const entry of await world.sendAll()) {
      const cause = causes.get(entry.cause);
      if (cause === undefined) throw new Error(`nothing caused ${entry.id}`);
      sent.push({ entry, cause });
      const round = cause.round + 1;
      const later = (hours: number) => world.clock.getTime() + hours * hourMs;
      const one = byAddress.get(entry.to);
      const answer = one?.answer(entry) ?? null;
      if (one !== undefined && answer !== null) {
        const about = {
          from: one.address,
          why: 'answer',
          round: one.person ? 0 : round,
          about: entry.ticketId,
        } as const;
        post.add({ at: later(answer.hours), letter: answer.letter, cause: about });
      }
      if (entry.to === bob && ++told % 4 === 0) {
        const text = `We looked into it for the time number ${told}. Please try again.\n`;
        post.add({
          at: later(2),
          letter: staffReply(bob, entry, text),
          cause: { from: bob, why: 'staff', round: 0, about: entry.ticketId },
        });
      }
      if (entry.to === vera) {
        const text =
          'Dear friend,\nthe sea has called, and there is no telephone on board. Your mail shall be read in June.\n';
        post.add({
          at: later(0.02),
          letter: staffReply(vera, entry, text),
          cause: { from: vera, why: 'staff vacation', round, about: entry.ticketId },
        });
      }
    }
  }
  return { filed, sent };
}

function staffReply(member: string, notice: OutgoingEntry, text: string): Letter {
  const recipient = notice.replyTo ?? '';
  const thread = { inReplyTo: `<${notice.messageId}>`, references: `<${notice.messageId}>` };
  const raw = compose({
    from: `<${member}>`,
    to: recipient,
    subject: `Re: ${notice.subject}`,
    text,
    ...thread,
  });
  return { sender: member, recipient, client: staffClient, raw };
}
