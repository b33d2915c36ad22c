/** What the SMTP listener is started with, and what of it smtp-server is told. */
import type { SMTPServerOptions } from 'smtp-server';
import type { Settings } from '../config/schema.ts';
import type { Intake, Log } from '../ports.ts';
import type { ByteBudget } from './budget.ts';
import type { SmtpLimits } from './limits.ts';

/** Certificate chain and private key, PEM. */
export interface Pems {
  readonly cert: string;
  readonly key: string;
}

/** What metrics want to know. */
export interface SmtpObserver {
  /** Connections open, after each change. */
  connections?(open: number): void;
  /** A mail was answered with 250: milliseconds from DATA to the answer. */
  accepted?(ms: number): void;
  /** MAIL, RCPT, DATA or a connection was refused. */
  refused?(reply: number, status: string): void;
}

export interface SmtpOptions {
  readonly host: string;
  /** 0: any free one. */
  readonly port: number;
  readonly settings: Settings['smtp'];
  /** Our name in the greeting. */
  readonly hostname: string;
  readonly tls: Pems;
  readonly intake: Intake;
  readonly log: Log;
  readonly observer?: SmtpObserver;
  /** Shared with other ways in; default: one of `settings.bytesInFlight`. */
  readonly budget?: ByteBudget;
  readonly limits?: Partial<SmtpLimits>;
  /** Names of an IP address (PTR). Without it names are not looked up. Waited for at most 1.5 s, before the greeting. */
  readonly reverse?: (address: string) => Promise<string[]>;
}

/** The same in smtp-server’s words. */
export function serverOptions(
  { settings, hostname, tls, reverse }: SmtpOptions,
  limits: SmtpLimits,
): SMTPServerOptions {
  return {
    name: hostname,
    banner: 'Postern',
    heloResponse: '%s',
    size: settings.maxSize,
    hideENHANCEDSTATUSCODES: false,
    // What we do not offer: logging in is for the other ports, the rest is sendmail's past.
    disabledCommands: ['AUTH', 'HELP', 'WIZ', 'SHELL', 'KILL', 'XCLIENT', 'XFORWARD'],
    maxRecipients: settings.maxRecipients,
    maxCommandLength: limits.commandLength,
    // Real people write from addresses such as `a..b@example.jp`; recipients are looked up anyway.
    lenientAddressParsing: true,
    socketTimeout: settings.idleSeconds * 1000,
    disableReverseLookup: reverse === undefined,
    ...(reverse && {
      resolver: {
        reverse: (ip: string, callback: (error: Error | null, names?: string[]) => void) => {
          reverse(ip).then((names) => callback(null, names), callback);
        },
      },
    }),
    minVersion: 'TLSv1.2',
    cert: tls.cert,
    key: tls.key,
    logger: false,
  };
}
