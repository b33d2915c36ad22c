/** What an SMTP client's error means for a mail: try again, or never. */
import { Failure } from '../failure.ts';

/** What a smarthost answered, or what kept it from answering. `relay`: any other mail would have met the same. */
export class SmarthostTrouble extends Error {
  override readonly name = 'SmarthostTrouble';
  readonly scope: 'relay' | 'mail';

  constructor(scope: 'relay' | 'mail', answer: string) {
    super(answer);
    this.scope = scope;
  }
}

/** The part of a client's error that is read here (nodemailer's names). */
export interface ClientError {
  readonly message: string;
  readonly code?: string | undefined;
  /** The SMTP command that was answered; `RCPT TO`, `DATA` and `MAIL FROM` are about one mail. */
  readonly command?: string | undefined;
  readonly response?: string | undefined;
  readonly responseCode?: number | undefined;
}

/** RFC 5321, 4.2: three digits and words. What is none, such as noise on the line, says nothing about the mail. */
export const isReply = (response: string): boolean => /^[2-5][0-5]\d(?:[ -]|$)/.test(response);

/** Reply codes that say nothing about the mail: a closing server, a session out of step. */
const aboutSession = new Set([421, 503]);

/**
 * The failure of one try. `rejected` (permanent): a 5yz to this recipient or this content (RFC 5321, 4.2.1), or a mail
 * that cannot be sent as it is. `delivery-failed` (temporary): all else, so also what is wrong between us and the
 * smarthost: refused connections, logins, senders. The cause is a SmarthostTrouble with the server's words.
 */
export function deliveryFailure(error: ClientError): Failure {
  const { command = '', responseCode = 0 } = error;
  const answer = (error.response ?? error.message).replace(/\s+/g, ' ').slice(0, 500);
  const aboutMail =
    isReply(error.response ?? '') &&
    !aboutSession.has(responseCode) &&
    /^(?:MAIL FROM|RCPT TO|DATA)$/.test(command);
  const unsendable = /^E(?:ENVELOPE|MESSAGE)$/.test(error.code ?? '') && error.response === undefined;
  const trouble = new SmarthostTrouble(aboutMail || unsendable ? 'mail' : 'relay', answer);
  const tooBig = command === 'MAIL FROM' && responseCode === 552;
  const refused = aboutMail && responseCode >= 500 && (command !== 'MAIL FROM' || tooBig);
  return refused || unsendable
    ? new Failure('rejected', 'the smarthost refused the mail', trouble)
    : new Failure('delivery-failed', 'the smarthost did not take the mail', trouble);
}

/** The server's words in a failure of a transport. */
export function answerOf(failure: Failure): string {
  return failure.cause instanceof Error ? failure.cause.message : failure.message;
}
