/** A story as programs read it, and what became of its mail. */
import type { Found, Story } from '../../model/trace.ts';
import type { TraceWords } from './trace-en.ts';
import { type ToldStep, toldSteps } from './trace-told.ts';

/** Its texts are for people. */
export interface ToldStory {
  /** Of the mail, the refusal or the outgoing mail. */
  readonly id: string;
  readonly kind: Found['kind'];
  readonly state: keyof TraceWords['states'];
  readonly at: Date;
  readonly from: string;
  readonly to: readonly string[];
  readonly subject: string | null;
  readonly messageId: string | null;
  readonly ticketId: string | null;
  readonly steps: readonly ToldStep[];
}

/** The whole of it. */
export function toldStory(language: string, story: Story): ToldStory {
  return { ...headOf(story), state: stateOf(story), steps: toldSteps(language, story) };
}

function headOf({ mail, found }: Story): Omit<ToldStory, 'state' | 'steps'> {
  if (mail !== null) {
    const { id, acceptedAt: at, envelope, subject, messageId, ticketId } = mail;
    const from = mail.from || envelope.sender;
    return { id, kind: 'mail', at, from, to: envelope.recipients, subject, messageId, ticketId };
  }
  if (found.kind === 'refusal') {
    const { id, at, envelope, messageId } = found.refusal;
    const from = found.refusal.from ?? envelope.sender;
    return {
      id,
      kind: 'refusal',
      at,
      from,
      to: envelope.recipients,
      subject: null,
      messageId,
      ticketId: null,
    };
  }
  if (found.kind === 'mail') throw new Error('the mail of a story is missing');
  const { id, createdAt: at, to, subject, messageId, ticketId } = found.outgoing;
  return {
    id,
    kind: 'outgoing',
    at,
    from: found.outgoing.from.address,
    to: [to],
    subject,
    messageId,
    ticketId,
  };
}

/** What became of it: a state of a mail or of outgoing mail, or `refused`. */
export function stateOf({ mail, found }: Pick<Story, 'mail' | 'found'>): keyof TraceWords['states'] {
  if (mail !== null) return mail.state;
  return found.kind === 'outgoing' ? found.outgoing.state : 'refused';
}
