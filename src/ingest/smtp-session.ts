/** What is answered to MAIL, RCPT and DATA: asks the intake, and keeps to the limits of one connection. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { SMTPServerAddress, SMTPServerDataStream, SMTPServerSession } from 'smtp-server';
import type { SmtpLimits } from '../config/limits.ts';
import { Failure } from '../failure.ts';
import type { Source } from '../model/facts.ts';
import type { Arrival, Intake, Log } from '../model/ports.ts';
import type { ByteBudget } from './budget.ts';
import type { Connection } from './smtp-connection.ts';
import { headerLimit } from './smtp-header.ts';
import { receive } from './smtp-receive.ts';
import { limited, Refusal } from './smtp-reply.ts';

/** What the answers depend on. */
export interface SmtpContext {
  readonly intake: Intake;
  readonly budget: ByteBudget;
  readonly limits: SmtpLimits;
  /** True where this client has had its mails of the minute; counts one more where not. */
  tooManyMails(address: string): boolean;
  /** The same of recipients. */
  tooManyRecipients(address: string): boolean;
  /** True where the load lets in only answers to tickets, and this is none. */
  shed(recipient: string, lane: string, sender: string): boolean;
  /** Octets of a mail. */
  readonly maxSize: number;
  /** Recipients of a mail. */
  readonly maxRecipients: number;
  readonly log: Log;
}

/** A domain or address literal, loosely: RFC 5321, 4.1.2, with the underscores that are about. */
const domain = /^(?:[\p{L}\p{M}\p{N}_](?:[\p{L}\p{M}\p{N}_.-]*[\p{L}\p{M}\p{N}_])?|\[[\w.:]+\])$/u;
/** RFC 5321, 4.5.3.1.3: a path of 256 octets, less its brackets. */
const longestAddress = 254;

/** Parameters of MAIL that EHLO offers (RFC 1870, 6152 and 6531); RCPT has none. */
const ofMail = new Set(['SIZE', 'BODY', 'SMTPUTF8']);
const ofRcpt = new Set<string>();

/** To take what was not offered would be to promise it: 555 (RFC 5321, 4.1.1.11). */
function refuseUnoffered({ args }: SMTPServerAddress, offered: ReadonlySet<string>): void {
  const strange = Object.keys(args || {}).find((name) => !offered.has(name));
  if (strange === undefined) return;
  throw new Refusal(555, '5.5.4', `Parameter ${strange.slice(0, 40)} is not offered here`);
}

/**
 * Checks MAIL. The null sender is fine. Throws Refusal: 555 5.5.4, 553 5.1.7, or the limits on mails and bytes in flight; and
 * Failure `store-full` without room on disk, for the octets that SIZE tells of (RFC 1870, 6.1).
 */
export async function checkSender(
  context: SmtpContext,
  address: SMTPServerAddress,
  { session, exempt }: Connection,
): Promise<void> {
  refuseUnoffered(address, ofMail);
  const sender = address.address;
  if (sender !== '' && (sender.length > longestAddress || !domain.test(sender.split('@')[1] ?? ''))) {
    throw new Refusal(553, '5.1.7', 'Bad sender address');
  }
  if (session.transaction > context.limits.mailsPerConnection && !exempt) {
    throw limited('mails-per-connection');
  }
  if (!exempt && context.tooManyMails(session.remoteAddress)) throw limited('mail-rate');
  // Others wait for room already: refused now, the mail need not be sent in vain.
  if (context.budget.waiting > 0) throw limited('bytes-in-flight');
  await context.intake.roomFor(announcedSize(address));
}

function announcedSize({ args }: SMTPServerAddress): number {
  const size = args === false ? 0 : Number(args['SIZE'] ?? 0);
  return Number.isSafeInteger(size) ? size : 0;
}

/**
 * Checks RCPT. Throws Refusal: 555 5.5.4; 550 5.1.1 for an address that is not ours, slowly after some; the limits on recipients; and
 * 451 4.3.2 while overloaded, but for answers to tickets.
 */
export async function checkRecipient(
  context: SmtpContext,
  { address, args }: SMTPServerAddress,
  connection: Connection,
): Promise<void> {
  refuseUnoffered({ address, args }, ofRcpt);
  const { session, exempt } = connection;
  const { rcptTo } = session.envelope;
  if (rcptTo.length >= context.maxRecipients) throw limited('recipients');
  connection.recipients += 1;
  if (!exempt) {
    if (connection.recipients > context.limits.recipientsPerConnection)
      throw limited('recipients-per-connection');
    if (context.tooManyRecipients(session.remoteAddress)) throw limited('recipient-rate');
  }
  const lane = address.length <= longestAddress ? context.intake.lane(address) : null;
  if (lane === null) return unknownRecipient(context, connection);
  if (context.shed(address, lane, senderOf(session))) throw limited('overloaded');
}

async function unknownRecipient({ limits }: SmtpContext, connection: Connection): Promise<never> {
  connection.unknownRecipients += 1;
  if (connection.unknownRecipients >= limits.unknownRecipientsHard) throw limited('unknown-recipients');
  if (connection.unknownRecipients >= limits.unknownRecipientsSoft)
    await sleep(limits.tarpitMs, undefined, { ref: false });
  throw new Refusal(550, '5.1.1', 'No such address here');
}

/**
 * Receives a mail and hands it to the intake; gives the reply text, which is only for a mail that is durable. Throws
 * Refusal, Failure, Abandoned, or whatever the intake threw.
 */
export async function acceptMail(
  context: SmtpContext,
  stream: SMTPServerDataStream,
  { session, transactionLeft }: Connection,
): Promise<string> {
  const { intake, limits, maxSize } = context;
  // The session is reused for the next mail: all that is needed of it is read now.
  const about = { envelope: envelopeOf(session), source: sourceOf(session) };
  const room = context.budget.open();
  try {
    const dataMs = Math.min(limits.dataMs, transactionLeft);
    const raw = await receive(stream, room, { ...limits, maxSize, dataMs });
    const beyond = headerLimit(raw, limits);
    if (beyond !== null) throw limited(beyond);
    const lanes = lanesOf(intake, about.envelope.recipients);
    const { id } = await intake.take({ ...about, raw, lanes, acceptedAt: new Date() });
    return `2.0.0 Ok: queued as ${id}`;
  } finally {
    room.release();
  }
}

function senderOf({ envelope: { mailFrom } }: SMTPServerSession): string {
  return mailFrom ? mailFrom.address : '';
}

/** What MAIL and RCPT told so far. */
export function envelopeOf(session: SMTPServerSession): Arrival['envelope'] {
  const { rcptTo } = session.envelope;
  return { sender: senderOf(session), recipients: rcptTo.map(({ address }) => address) };
}

/** Where the client is and what it calls itself; its reverse name, or null where none is known. */
export function sourceOf(session: SMTPServerSession): Source {
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
