/** What the SMTP listener is started with, and what of it smtp-server is told. */
import type { Server } from 'node:net';
import type { SMTPServerOptions } from 'smtp-server';
import type { SmtpLimits } from '../config/limits.ts';
import type { Settings } from '../config/schema.ts';
import type { Intake, Log } from '../model/ports.ts';
import type { LimitName, Load, TurnedDown } from '../model/smtp.ts';
import type { ByteBudget } from './budget.ts';
import type { Loaded } from './load.ts';
import { offer } from './tls.ts';

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
  /** A client has reached a limit. */
  limited?(limit: LimitName, address: string): void;
  /** MAIL, RCPT or DATA was refused, but for mail that a decision refused. */
  turnedDown?(refused: TurnedDown): void;
  /** The load has changed. */
  loaded?(loaded: Loaded): void;
  /** Octets in flight, now and then. */
  bytes?(octets: number): void;
}

export interface SmtpOptions {
  readonly host: string;
  /** 0: any free one. */
  readonly port: number;
  /** Has the server listen on a socket that is open already, instead of host and port. */
  readonly door?: { giveTo(server: Server): Promise<void> } | undefined;
  readonly settings: Settings['smtp'];
  /** Our name in the greeting. */
  readonly hostname: string;
  readonly tls: Pems;
  readonly intake: Intake;
  readonly log: Log;
  readonly observer?: SmtpObserver;
  /** Shared with other ways in; default: one of `settings.bytesInFlight`. */
  readonly budget?: ByteBudget;
  readonly limits: SmtpLimits;
  /** Mails that are accepted and not filed; for the load. */
  readonly backlog?: () => Promise<number>;
  /** What keeps a client off, or null. Asked of each connection, but for those of `limits.exempt`. */
  readonly blocked?: (address: string) => string | null;
  /** Replaces what is measured. */
  readonly load?: () => Load;
  /** Names of an IP address (PTR). Without it names are not looked up. Waited for at most 1.5 s, before the greeting. */
  readonly reverse?: (address: string) => Promise<string[]>;
}

/** The same in smtp-server’s words. */
export function serverOptions({ settings, hostname, tls, reverse, limits }: SmtpOptions): SMTPServerOptions {
  return {
    name: hostname,
    banner: 'Postern',
    heloResponse: '%s',
    size: settings.maxSize,
    hideENHANCEDSTATUSCODES: false,
    // What we do not offer: logging in is for the other ports, the rest is sendmail's past.
    disabledCommands: ['AUTH', 'HELP', 'WIZ', 'SHELL', 'KILL', 'XCLIENT', 'XFORWARD'],
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
    ...offer,
    cert: tls.cert,
    key: tls.key,
    logger: false,
  };
}
