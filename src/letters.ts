/** The mails that the way of a mail causes; `assembly/letters.ts` composes them. */
import type { Decision } from './decision.ts';
import type { WrittenAnswer } from './desk/answer.ts';
import type { OutcomeInput } from './desk/notice-outcome.ts';
import type { Plan } from './desk/plan.ts';
import type { Facts } from './model/facts.ts';
import type { NewOutgoing } from './model/outbox-store.ts';
import type { Ticket } from './model/ticket.ts';

/** What letters are about: a new ticket or one that is there. */
export type TicketInHand = Pick<
  Ticket,
  'id' | 'number' | 'ticketId' | 'subject' | 'department' | 'owner' | 'priority' | 'requester' | 'createdAt'
>;

/** Something that was done at the desk, whatever the way in. */
export interface News {
  readonly ticket: TicketInHand;
  readonly plan: Pick<Plan, 'changes' | 'messages'>;
  readonly author: { readonly address: string; readonly name: string };
  /** Address of ours that answers go to; null: the department's. */
  readonly lane: string | null;
  readonly cause: string;
  readonly now: Date;
}

/** To staff. */
export interface StaffLetters {
  /** One for each who is told of a mail. `toNotes`: the mail lies on the ticket as a note, and answers become notes. */
  notices(
    ticket: TicketInHand,
    facts: Facts,
    decision: Decision,
    isNew: boolean,
    toNotes?: boolean,
  ): NewOutgoing[];
  news(news: News): NewOutgoing[];
  /** Null where he has had enough of them for now. */
  outcome(input: Omit<OutcomeInput, 'department'> & { readonly departmentName: string }): NewOutgoing | null;
}

/** To staff and to customers. */
export interface Letters extends StaffLetters {
  receipt(
    ticket: TicketInHand,
    facts: Facts,
    to: { name: string; address: string },
    waitsFor: string[],
  ): NewOutgoing;
  written(answer: WrittenAnswer): NewOutgoing[];
}
