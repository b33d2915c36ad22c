/** The server behind the SMTP listener: connections in and out, and each answer on its way. */
import type { Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { SMTPServer, type SMTPServerSession } from 'smtp-server';
import type { SMTPConnectionOptions } from 'smtp-server/lib/smtp-connection.js';
import { describe } from '../failure.ts';
import type { Envelope } from '../model/facts.ts';
import { type LimitName, type Load, limitReplies } from '../model/smtp.ts';
import { networkOf, withinNetworks } from '../networks.ts';
import { SlidingWindow } from '../sliding-window.ts';
import { within } from '../within.ts';
import { Acquaintances } from './acquaintances.ts';
import { ByteBudget } from './budget.ts';
import { ConnectionGate } from './connection-gate.ts';
import { type Loaded, shedConnection, shedRecipient } from './load.ts';
import { type LoadGauge, startGauge } from './load-gauge.ts';
import { Connection } from './smtp-connection.ts';
import { type SmtpObserver, type SmtpOptions, serverOptions } from './smtp-options.ts';
import { Abandoned } from './smtp-receive.ts';
import { isDecided, levelOf, refusalOf } from './smtp-reply.ts';
import {
  acceptMail,
  checkRecipient,
  checkSender,
  envelopeOf,
  type SmtpContext,
  sourceOf,
} from './smtp-session.ts';

/** Answers a command of smtp-server's. */
type Answer = (error?: Error | null) => void;

const minuteMs = 60_000;

/** Joins smtp-server’s hooks to the intake. */
export class Server extends SMTPServer {
  readonly context: SmtpContext;
  readonly #options: SmtpOptions;
  readonly #observer: SmtpObserver;
  readonly #exempt: (address: string) => boolean;
  readonly #gate: ConnectionGate;
  readonly #acquaintances = new Acquaintances();
  readonly #gauge: LoadGauge;
  /** With how to count each out. */
  readonly #open = new Map<Connection, () => void>();
  readonly #connectionOf = new WeakMap<SMTPServerSession, Connection>();
  readonly #underWay = new Set<Promise<void>>();

  constructor(options: SmtpOptions) {
    super(serverOptions(options));
    const { settings, limits } = options;
    this.#options = options;
    this.#observer = options.observer ?? {};
    this.#exempt = withinNetworks(limits.exempt);
    this.#gate = new ConnectionGate({ total: settings.maxConnections, limits, exempt: this.#exempt });
    this.context = this.#makeContext(options);
    this.#gauge = this.#watchLoad(options);
  }

  override connect(socket: Socket | TLSSocket, options?: SMTPConnectionOptions | null): void {
    const address = socket.remoteAddress ?? '';
    const exempt = this.#exempt(address);
    const leave = this.#keptOff(address, exempt) ?? this.#gate.admit(address, performance.now());
    if (typeof leave === 'string') {
      this.#turnAway(socket, leave);
      return;
    }
    const connection = new Connection(this, socket, options, {
      limits: this.#options.limits,
      exempt,
      idleMs: this.#idleMs(exempt),
      limited: (limit) => this.#limited(limit, address),
    });
    this.#open.set(connection, leave);
    this.#connectionOf.set(connection.session, connection);
    this.#observer.connections?.(this.#gate.open);
    this.connections.add(connection);
    connection.on('error', (error) => this.#connectionFailed(error, connection.remoteAddress));
    connection.init();
  }

  /** Before a name is looked up or a greeting is said, so that it costs next to nothing. */
  #keptOff(address: string, exempt: boolean): LimitName | null {
    const { blocked } = this.#options;
    if (!exempt && blocked !== undefined && blocked(address) !== null) return 'blocked';
    return shedConnection(this.#load, exempt || this.#acquaintances.knowsClient(address));
  }

  override onClose(session: SMTPServerSession): void {
    const connection = this.#of(session);
    this.#open.get(connection)?.();
    this.#open.delete(connection);
    this.#observer.connections?.(this.#gate.open);
  }

  override onMailFrom(...[address, session, answer]: Parameters<SMTPServer['onMailFrom']>): void {
    const connection = this.#of(session);
    checkSender(this.context, address, connection).then(
      () => {
        connection.mailStarted();
        answer();
      },
      (error: unknown) => this.#refuse(error, session, answer, { sender: address.address }),
    );
  }

  override onRcptTo(...[address, session, answer]: Parameters<SMTPServer['onRcptTo']>): void {
    checkRecipient(this.context, address, this.#of(session)).then(
      () => answer(),
      (error: unknown) => this.#refuse(error, session, answer, { recipients: [address.address] }),
    );
  }

  override onData(...[stream, session, answer]: Parameters<SMTPServer['onData']>): void {
    const started = performance.now();
    const { mailFrom } = session.envelope;
    this.#of(session).dataStarted();
    const settled = acceptMail(this.context, stream, this.#of(session))
      .then(
        (reply) => {
          answer(null, reply);
          this.#acquaintances.took(session.remoteAddress, mailFrom ? mailFrom.address : '');
          this.#observer.accepted?.(performance.now() - started);
        },
        (error: unknown) => {
          // Nobody is left to answer an abandoned mail.
          if (error instanceof Abandoned) this.#connectionFailed(error, session.remoteAddress);
          else this.#refuse(error, session, answer);
        },
      )
      .then(() => {
        this.#underWay.delete(settled);
        this.#of(session).mailSettled();
      })
      .catch((error: unknown) => this.context.log.error('smtp answer failed', { cause: describe(error) }));
    this.#underWay.add(settled);
  }

  /** Stops: resolves when all connections are gone, or cuts them off after `graceMs`. */
  async drain(graceMs: number): Promise<void> {
    this.#gauge.stop();
    const closed = new Promise<void>((resolve) => this.server.close(() => resolve()));
    for (const connection of this.#open.keys()) connection.drain();
    const settled = closed.then(() => Promise.all(this.#underWay));
    await within(graceMs, settled, () => []);
    for (const connection of this.#open.keys()) connection.cut();
    await closed;
  }

  #of(session: SMTPServerSession): Connection {
    const connection = this.#connectionOf.get(session);
    if (!connection) throw new Error('a session without a connection');
    return connection;
  }

  #makeContext({ intake, log, settings, limits, budget }: SmtpOptions): SmtpContext {
    const client = (address: string) =>
      networkOf(address, { ipv4: limits.ipv4Prefix, ipv6: limits.ipv6Prefix });
    const mails = new SlidingWindow(limits.mailsPerMinute, minuteMs);
    const recipients = new SlidingWindow(limits.recipientsPerMinute, minuteMs);
    return {
      intake,
      log,
      limits,
      budget: budget ?? new ByteBudget(Math.max(settings.bytesInFlight, settings.maxSize)),
      tooManyMails: (address) => !mails.take(client(address), performance.now()),
      tooManyRecipients: (address) => !recipients.take(client(address), performance.now()),
      shed: (recipient, lane, sender) => {
        const answer = recipient.includes('+') && recipient.toLowerCase() !== lane;
        const known = this.#acquaintances.knowsSender(sender);
        return shedRecipient(this.#load, { answer, known }) !== null;
      },
      maxSize: settings.maxSize,
      maxRecipients: settings.maxRecipients,
    };
  }

  #watchLoad({ limits, log, backlog }: SmtpOptions): LoadGauge {
    const { budget } = this.context;
    return startGauge({
      limits,
      log,
      shares: () => {
        this.#observer.bytes?.(budget.used);
        return { connections: this.#gate.share, bytes: budget.used / budget.limit };
      },
      backlog: backlog ?? (async () => 0),
      changed: (loaded) => this.#loadChanged(loaded),
    });
  }

  get #load(): Load {
    return this.#options.load?.() ?? this.#gauge.load;
  }

  /** Under load, silent clients make room sooner (Postfix STRESS_README). */
  #idleMs(exempt: boolean): number {
    const { settings, limits } = this.#options;
    const usual = settings.idleSeconds * 1000;
    return this.#load === 'normal' || exempt ? usual : Math.min(usual, limits.busyIdleMs);
  }

  #loadChanged(loaded: Loaded): void {
    this.#observer.loaded?.(loaded);
    for (const connection of this.#open.keys()) connection.wait(this.#idleMs(connection.exempt));
  }

  #turnAway(socket: Socket, limit: LimitName): void {
    const [reply, status, text] = limitReplies[limit];
    this.#limited(limit, socket.remoteAddress ?? '');
    this.#observer.refused?.(reply, status);
    socket.on('error', () => undefined);
    socket.write(`${reply} ${status} ${this.#options.hostname} ${text}\r\n`);
    socket.destroySoon();
  }

  #limited(limit: LimitName, address: string): void {
    this.context.log.warn('smtp limit reached', { limit, address });
    this.#observer.limited?.(limit, address);
  }

  /** `command`: what the command told that was refused. */
  #refuse(error: unknown, session: SMTPServerSession, answer: Answer, command: Partial<Envelope> = {}): void {
    const refusal = refusalOf(error);
    if (refusal.limit !== null) this.#observer.limited?.(refusal.limit, session.remoteAddress);
    if (!isDecided(refusal)) {
      const envelope = { ...envelopeOf(session), ...command };
      const reply = `${refusal.responseCode} ${refusal.message}`;
      this.#observer.turnedDown?.({ source: sourceOf(session), envelope, reply, limit: refusal.limit });
    }
    this.context.log[levelOf(refusal)]('smtp refused', {
      session: session.id,
      address: session.remoteAddress,
      reply: refusal.responseCode,
      status: refusal.status,
      ...(refusal.limit !== null && { limit: refusal.limit }),
      cause: refusal.cause === undefined ? refusal.message : describe(refusal.cause),
    });
    this.#observer.refused?.(refusal.responseCode, refusal.status);
    answer(refusal);
  }

  #connectionFailed(error: Error, address: string): void {
    this.context.log.info('smtp connection failed', { address, cause: describe(error) });
  }
}
