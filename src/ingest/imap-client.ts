/** A connection through imapflow: one instance is one connection. */
import { ImapFlow, type ImapFlowOptions } from 'imapflow';
import type { ImapAccount } from '../config/schema.ts';
import type { Credentials } from './imap-credentials.ts';
import { nameTrouble } from './imap-trouble.ts';

export interface ConnectionLimits {
  /** Largest mail, octets. */
  readonly maxSize: number;
  /** Longest wait for connection and greeting, and for an answer to a command. */
  readonly connectMs: number;
  readonly silenceMs: number;
}

/** Runs a command; throws MailboxTrouble. */
export type Run = <T>(command: () => Promise<T>) => Promise<T>;

/** RFC 2177 allows 29 minutes; middleboxes and some providers are far less patient. */
const maxIdleMs = 4.5 * 60_000;
const logoutMs = 3000;

/** Connects and logs in, unless `signal` aborts first. Throws MailboxTrouble. */
export async function connectClient(
  account: ImapAccount,
  credentials: Credentials,
  limits: ConnectionLimits,
  signal: AbortSignal,
): Promise<{ readonly client: ImapFlow; readonly run: Run }> {
  const client = new ImapFlow(options(account, credentials, limits));
  // Without a listener, an idle connection that drops would end the process.
  const ended: { error: Error | null } = { error: null };
  client.on('error', (error: Error) => {
    ended.error ??= error;
  });
  const run: Run = async (command) => {
    try {
      const result = await command();
      // imapflow gives false for a command that the end of the connection cut short.
      if (!client.usable) throw ended.error ?? connectionEnded();
      return result;
    } catch (error) {
      throw nameTrouble((client.usable ? null : ended.error) ?? error, account, client.byeReason ?? null);
    }
  };
  const abandon = () => client.close();
  signal.addEventListener('abort', abandon);
  try {
    await run(() => client.connect());
  } catch (error) {
    client.close();
    throw error;
  } finally {
    signal.removeEventListener('abort', abandon);
  }
  return { client, run };
}

/** LOGOUT, or drop where the server takes its time. Never throws. */
export async function endClient(client: ImapFlow): Promise<void> {
  const late = setTimeout(() => client.close(), logoutMs);
  await client.logout().catch(() => undefined);
  clearTimeout(late);
  client.close();
}

function options(account: ImapAccount, credentials: Credentials, limits: ConnectionLimits): ImapFlowOptions {
  return {
    host: account.host,
    port: account.port,
    secure: account.secure,
    auth:
      'password' in credentials
        ? { user: account.user, pass: credentials.password }
        : { user: account.user, accessToken: credentials.accessToken },
    clientInfo: { name: 'Postern' },
    logger: false,
    disableAutoIdle: true,
    maxIdleTime: maxIdleMs,
    connectionTimeout: limits.connectMs,
    greetingTimeout: limits.connectMs,
    socketTimeout: limits.silenceMs,
    maxLiteralSize: limits.maxSize + 65_536,
    maxResponseSize: limits.maxSize + 1_048_576,
    maxLineLength: 16_777_216,
  };
}

function connectionEnded(): Error {
  return Object.assign(new Error('the connection ended'), { code: 'EConnectionClosed' });
}
