/** The way out: mail to a smarthost over SMTP submission (RFC 6409), signed with DKIM where a key is set. */
import { domainToASCII } from 'node:url';
import {
  type Attachment,
  createTransport,
  type DKIMOptions,
  type SendMailOptions,
  type SMTPPoolOptions,
} from 'nodemailer';
import MailComposer from 'nodemailer/lib/mail-composer';
import type { Settings } from '../config/schema.ts';
import { Failure } from '../failure.ts';
import { validRecipient } from '../mail/outgoing.ts';
import type { Upload } from '../model/inbox.ts';
import type { OutgoingEntry } from '../model/outbox-store.ts';
import type { Log, Transport } from '../model/ports.ts';
import { deliveryFailure, isReply } from './delivery-failure.ts';

export interface TransportOptions {
  readonly settings: Settings['outbox'];
  /** Our name in EHLO. */
  readonly hostname: string;
  /** PEM of the private key that `settings.dkim` names; null: mail is not signed. */
  readonly dkimKey: string | null;
  /** The bytes of a file that goes along, by its SHA-256. Throws Failure `not-found`, and `store-unavailable`. */
  readonly fileBytes: FileBytes;
  readonly log: Log;
}

type FileBytes = (sha256: string) => Promise<Uint8Array>;

/** A pool of connections to the smarthost. Retries are the outbox's: the pool makes none. */
export function makeTransport(options: TransportOptions): Transport {
  const { settings, hostname, dkimKey, fileBytes, log } = options;
  const pool = createTransport({
    ...connection(settings.smtp, hostname),
    pool: true,
    maxConnections: settings.smtp.connections,
    maxRequeues: 0,
    dkim: signing(settings.dkim, dkimKey),
  });
  pool.on('error', (error) => log.debug('smarthost connection lost', { error: error.message }));
  return {
    async send(entry) {
      const mail = await message(entry, fileBytes);
      // Login and waiting for a connection included. The lease on the row is longer, or another node would send it too.
      const deadline = AbortSignal.timeout(settings.smtp.sendSeconds * 1000);
      const info = await pool.sendMail({ ...mail, signal: deadline }).catch((error) => {
        throw deliveryFailure(error);
      });
      if (!isExactly(info.accepted, entry.to)) {
        throw deliveryFailure({ message: 'sent to another recipient than asked for', code: 'EENVELOPE' });
      }
      // The library looks at the first character alone.
      if (!isReply(info.response)) throw deliveryFailure({ message: 'not an SMTP reply', ...info });
      return info.response;
    },
    close: async () => pool.close(),
  };
}

/**
 * Connects, greets, upgrades to TLS and logs in, and sends nothing. Throws Failure `delivery-failed` with the
 * smarthost's words as its cause.
 */
export async function probeSmarthost(settings: Settings['outbox'], hostname: string): Promise<void> {
  const transport = createTransport(connection(settings.smtp, hostname));
  try {
    await transport.verify();
  } catch (error) {
    throw error instanceof Error ? deliveryFailure(error) : error;
  } finally {
    transport.close();
  }
}

/** The mail as it goes over the wire, without a DKIM signature. Throws Failure `rejected` where it cannot be sent. */
export async function renderRaw(entry: OutgoingEntry, fileBytes: FileBytes): Promise<Buffer> {
  return await new MailComposer(await message(entry, fileBytes)).compile().build();
}

function connection(smtp: Settings['outbox']['smtp'], name: string): SMTPPoolOptions {
  const { host, port, secure, requireTls: requireTLS, user, password } = smtp;
  return {
    host,
    port,
    secure,
    requireTLS,
    name,
    // A relay on this machine mostly has a certificate that nobody could check, and no wire to protect.
    ignoreTLS: /^(?:localhost|127(?:\.\d+){3}|::1)$/i.test(host),
    tls: { minVersion: 'TLSv1.2', rejectUnauthorized: true },
    ...(user === undefined ? {} : { auth: { user, pass: password ?? '' } }),
    connectionTimeout: 30_000,
    greetingTimeout: 30_000,
    socketTimeout: 100_000,
    disableFileAccess: true,
    disableUrlAccess: true,
  };
}

function signing(dkim: Settings['outbox']['dkim'], privateKey: string | null): DKIMOptions | undefined {
  if (dkim === undefined || privateKey === null) return undefined;
  return { domainName: dkim.domain, keySelector: dkim.selector, privateKey };
}

/** Every address is checked here once more: nodemailer reads what it is given as a list (mail-infra 4.6). */
async function message(entry: OutgoingEntry, fileBytes: FileBytes): Promise<SendMailOptions> {
  const mailbox = (text: string, name = '') => ({ name, address: checked(text) });
  return {
    envelope: {
      from: entry.envelopeSender === '' ? '' : checked(entry.envelopeSender),
      to: [checked(entry.to)],
    },
    from: mailbox(entry.from.address, entry.from.name),
    ...(entry.replyTo === null ? {} : { replyTo: mailbox(entry.replyTo) }),
    to: entry.headerTo.map((to) => mailbox(to)),
    cc: entry.headerCc.map((cc) => mailbox(cc)),
    subject: entry.subject,
    messageId: `<${entry.messageId}>`,
    date: entry.createdAt,
    headers: entry.headers.map(([key, value]) => ({ key, value })),
    text: entry.text,
    ...(entry.html === null ? {} : { html: entry.html }),
    attachments: await Promise.all((entry.attachments ?? []).map((file) => attached(file, fileBytes))),
    newline: '\r\n',
    disableFileAccess: true,
    disableUrlAccess: true,
  };
}

/** A file as a part of the mail, octet for octet: in base64, which RFC 2046 (5.2.1) forbids for mails within mails. */
async function attached(file: Upload, fileBytes: FileBytes): Promise<Attachment> {
  const { filename, contentType, sha256, contentId } = file;
  const content = Buffer.from(await fileBytes(sha256).catch(gone));
  return {
    filename,
    contentType: /^(?:message|multipart)\//i.test(contentType) ? 'application/octet-stream' : contentType,
    content,
    contentTransferEncoding: 'base64',
    ...(contentId === null ? {} : { cid: contentId }),
  };
}

/** Without the file the mail would say less than its author did; and no later try finds it. */
function gone(error: unknown): never {
  if (error instanceof Failure && error.code === 'not-found')
    throw new Failure('rejected', 'a file of the mail is not there any more', error);
  throw error;
}

function checked(address: string): string {
  const valid = validRecipient(address);
  if (valid === null) throw new Failure('rejected', 'the mail has an address that cannot be written to');
  return valid;
}

function isExactly(accepted: readonly string[], asked: string): boolean {
  return accepted.length === 1 && accepted[0] !== undefined && ascii(accepted[0]) === ascii(asked);
}

/** The address with its domain as the wire has it (RFC 5891). */
function ascii(address: string): string {
  const at = address.lastIndexOf('@');
  return `${address.slice(0, at)}@${domainToASCII(address.slice(at + 1))}`;
}
