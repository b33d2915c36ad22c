/** What a member of staff hears of a mail of his: what his commands did, or why it was not taken. */
import type { Mail } from '../mail/mail.ts';
import { oneLine, type Rendered, replyFields, titleOf, validRecipient } from '../mail/outgoing.ts';
import type { NewOutgoing } from '../model/outbox-store.ts';
import { type Refusal, refusals } from './by-mail.ts';
import type { Done } from './by-mail-plan.ts';
import type { Fault } from './command-actions.ts';
import {
  type NoticeAbout,
  type NoticeParts,
  noticeRow,
  placeOf,
  rootOf,
  type TicketWords,
  ticketWords,
} from './notice-row.ts';

/** What a template of an outcome may say. All are plain text. */
export interface OutcomeData extends TicketWords {
  /** False: nothing of the mail was done or sent. */
  readonly taken: boolean;
  /** Why not, and the same in words; empty where it was taken. */
  readonly refusal: string;
  readonly words: string;
  readonly done: readonly Done[];
  readonly faults: readonly Fault[];
  /** His own words, given back where they were not taken. */
  readonly text: string;
}

export interface OutcomeTemplates {
  render(kind: 'outcome', place: { language: string; department: string }, data: OutcomeData): Rendered;
}

export interface OutcomeComposer extends NoticeParts {
  readonly templates: OutcomeTemplates;
}

export interface OutcomeInput extends NoticeAbout {
  readonly member: string;
  /** His mail, which this answers. */
  readonly mail: Pick<Mail, 'messageId'>;
  readonly done: readonly Done[];
  /** Null: it was taken. */
  readonly refusal: { readonly why: Refusal; readonly faults: readonly Fault[] } | null;
  readonly text: string;
  /** He wrote to an address for notes. */
  readonly note: boolean;
  readonly acceptedAt: Date;
}

/** Longest text that is given back, in characters. */
const longestText = 100_000;

/** Makes the composer of outcomes; null where the member has no plain address. They stand with the ticket's notices. */
export function makeOutcomeComposer(composer: OutcomeComposer): (input: OutcomeInput) => NewOutgoing | null {
  return (input) => {
    const to = validRecipient(input.member);
    return to === null ? null : composeOutcome(composer, input, to);
  };
}

function composeOutcome(composer: OutcomeComposer, input: OutcomeInput, to: string): NewOutgoing {
  const { ticket, department, note, acceptedAt } = input;
  return noticeRow(composer, input, {
    to,
    rendered: composer.templates.render('outcome', placeOf(department), dataOf(composer, input)),
    fromName: titleOf(department),
    automatic: 'auto-replied',
    thread: threadOf(input, rootOf(ticket, composer.hostname)),
    toNotes: note,
    acceptedAt,
  });
}

function threadOf({ mail }: OutcomeInput, root: string): (readonly [string, string])[] {
  const fields = replyFields({ messageId: mail.messageId, references: [root.slice(1, -1)] });
  return fields.length > 0 ? fields : [['References', root]];
}

function dataOf(composer: OutcomeComposer, input: OutcomeInput): OutcomeData {
  const { refusal, done } = input;
  return {
    ...ticketWords(composer, input),
    taken: refusal === null,
    refusal: refusal?.why ?? '',
    words: refusal === null ? '' : refusals[refusal.why],
    done: done.map((one) => ({ ...one, order: oneLine(one.order, 100), words: oneLine(one.words, 300) })),
    faults: (refusal?.faults ?? []).map(({ order, code, detail }) => ({
      order: oneLine(order, 100),
      code,
      detail: oneLine(detail, 300),
    })),
    text: refusal === null ? '' : input.text.slice(0, longestText).toWellFormed(),
  };
}
