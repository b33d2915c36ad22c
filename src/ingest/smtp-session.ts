/** What is answered to MAIL, RCPT and DATA: asks the intake, and keeps to the limits of one connection. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { SMTPServerAddress, SMTPServerDataStream, SMTPServerSession } from 'smtp-server';
import type { Source } from '../facts.ts';
import { Failure } from '../failure.ts';
import type { Arrival, Intake, Log } from '../ports.ts';
import type { ByteBudget } from './budget.ts';
import type { SmtpLimits } from './limits.ts';
import type { Connection } from './smtp-connection.ts';
import { countHops } from './smtp-hops.ts';
import { noRoom, receive } from './smtp-receive.ts';
import { Refusal } from './smtp-reply.ts';

/** What the answers depend on. */
export interface SmtpContext {
  readonly intake: Intake;
  readonly budget: ByteBudget;
  readonly limits: SmtpLimits;
  /** True for an address that is not limited for how much it sends. */
  exempt(address: string): boolean;
  /** Octets of a mail. */
  readonly maxSize: number;
  readonly log: Log;
}

/** A domain or address literal, loosely: RFC 5321, 4.1.2, with the underscores that are about. */
const domain = /^(?:[\p{L}\p{M}\p{N}_](?:[\p{L}\p{M}\p{N}_.-]*[\p{L}\p{M}\p{N}_])?|\[[\w.:]+\])$/u;
/** RFC 5321, 4.5.3.1.3: a path of 256 octets, less its brackets. */
const longestAddress = 254;

/** Checks MAIL. The null sender is fine. Throws Refusal: 553 5.1.7, 421 4.7.0 after many mails, 452 4.3.1 when full. */
export function checkSender(
  context: SmtpContext,
  address: SMTPServerAddress,
  session: SMTPServerSession,
): void {
  const sender = address.address;
  if (sender !== '' && (sender.length > longestAddress || !domain.test(sender.split('@')[1] ?? ''))) {
    throw new Refusal(553, '5.1.7', 'Bad sender address');
  }
  if (session.transaction > context.limits.mailsPerConnection && !context.exempt(session.remoteAddress)) {
    throw new Refusal(421, '4.7.0', 'Too many mails on one connection, connect again');
  }
  // Others wait for room already: refused now, the mail need not be sent in vain.
  if (context.budget.waiting > 0) throw noRoom();
}

/** Checks RCPT. Throws Refusal 550 5.1.1 for an address that is not ours: slowly after some, 421 4.7.0 after many. */
export async function checkRecipient(
  context: SmtpContext,
  address: SMTPServerAddress,
  connection: Connection,
): Promise<void> {
  if (address.address.length <= longestAddress && context.intake.lane(address.address) !== null) return;
  connection.unknownRecipients += 1;
  const { unknownRecipientsSoft, unknownRecipientsHard, tarpitMs } = context.limits;
  if (connection.unknownRecipients >= unknownRecipientsHard) {
    throw new Refusal(421, '4.7.0', 'Too many unknown recipients');
  }
  if (connection.unknownRecipients >= unknownRecipientsSoft) await sleep(tarpitMs, undefined, { ref: false });
  throw new Refusal(550, '5.1.1', 'No such address here');
}

/**
 * Receives a mail and hands it to the intake; gives the reply text, which is only for a mail that is durable. Throws
 * Refusal, Failure, Abandoned, or whatever the intake threw.
 */
export async function acceptMail(
  context: SmtpContext,
  stream: SMTPServerDataStream,
  session: SMTPServerSession,
): Promise<string> {
  const { intake, limits, maxSize } = context;
  // The session is reused for the next mail: all that is needed of it is read now.
  const about = { envelope: envelopeOf(session), source: sourceOf(session) };
  const room = context.budget.open();
  try {
    const raw = await receive(stream, room, { maxSize, roomMs: limits.roomMs, dataMs: limits.dataMs });
    if (countHops(raw, limits.hops) > limits.hops)
      throw new Refusal(554, '5.4.6', 'Too many hops, mail is looping');
    const lanes = lanesOf(intake, about.envelope.recipients);
    const { id } = await intake.take({ ...about, raw, lanes, acceptedAt: new Date() });
    return `2.0.0 Ok: queued as ${id}`;
  } finally {
    room.release();
  }
}

function envelopeOf(session: SMTPServerSession): Arrival['envelope'] {
  const { mailFrom, rcptTo } = session.envelope;
  return { sender: mailFrom ? mailFrom.address : '', recipients: rcptTo.map(({ address }) => address) };
}

function sourceOf(session: SMTPServerSession): Source {
  // smtp-server writes an address literal where the reverse name is not known.
  const named = session.clientHostname !== '' && !session.clientHostname.startsWith('[');
  return {
    kind: 'smtp',
    address: session.remoteAddress,
    helo: session.hostNameAppearsAs,
    hostname: named ? session.clientHostname : null,
    tls: session.secure,
    user: null,
  };
}

/** One entry for each lane, with the first recipient that stands for it; one with a token goes before the bare lane. */
function lanesOf(intake: Intake, recipients: readonly string[]): Arrival['lanes'] {
  const lanes = new Map<string, string>();
  for (const recipient of recipients) {
    const lane = intake.lane(recipient);
    if (lane === null) continue;
    const before = lanes.get(lane);
    if (before === undefined || before.toLowerCase() === lane) lanes.set(lane, recipient);
  }
  // A setting that changed since RCPT can leave none.
  if (lanes.size === 0) throw new Failure('not-ours', 'No such address here');
  return [...lanes].map(([lane, recipient]) => ({ lane, recipient }));
}
