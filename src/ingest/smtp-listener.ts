/** The server behind the SMTP listener: connections in and out, and each answer on its way. */
import type { Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { SMTPServer, type SMTPServerSession } from 'smtp-server';
import type { SMTPConnectionOptions } from 'smtp-server/lib/smtp-connection.js';
import { describe, Failure } from '../failure.ts';
import { ByteBudget } from './budget.ts';
import { ConnectionGate, type SmtpLimits, within } from './limits.ts';
import { Connection } from './smtp-connection.ts';
import { type SmtpObserver, type SmtpOptions, serverOptions } from './smtp-options.ts';
import { Abandoned } from './smtp-receive.ts';
import { type Refusal, refusalOf } from './smtp-reply.ts';
import { acceptMail, checkRecipient, checkSender, type SmtpContext } from './smtp-session.ts';

/** Answers a command of smtp-server's. */
type Answer = (error?: Error | null) => void;

/** Joins smtp-server’s hooks to the intake. */
export class Server extends SMTPServer {
  readonly context: SmtpContext;
  readonly #observer: SmtpObserver;
  readonly #gate: ConnectionGate;
  readonly #idleMs: number;
  readonly #hostname: string;
  /** With how to count each out. */
  readonly #open = new Map<Connection, () => void>();
  readonly #connectionOf = new WeakMap<SMTPServerSession, Connection>();
  readonly #underWay = new Set<Promise<void>>();

  constructor(options: SmtpOptions, limits: SmtpLimits) {
    super(serverOptions(options, limits));
    const { intake, log, settings } = options;
    const budget = options.budget ?? new ByteBudget(Math.max(settings.bytesInFlight, settings.maxSize));
    const exempt = within(limits.exempt);
    this.context = { intake, log, budget, limits, exempt, maxSize: settings.maxSize };
    this.#observer = options.observer ?? {};
    this.#gate = new ConnectionGate(settings.maxConnections, limits.connectionsPerNetwork, exempt);
    this.#idleMs = settings.idleSeconds * 1000;
    this.#hostname = options.hostname;
  }

  override connect(socket: Socket | TLSSocket, options?: SMTPConnectionOptions | null): void {
    const leave = this.#gate.admit(socket.remoteAddress ?? '');
    if (typeof leave === 'string') {
      this.#turnAway(socket, leave);
      return;
    }
    const connection = new Connection(this, socket, options, this.context.limits, this.#idleMs);
    this.#open.set(connection, leave);
    this.#connectionOf.set(connection.session, connection);
    this.#observer.connections?.(this.#gate.open);
    this.connections.add(connection);
    connection.on('error', (error) => this.#connectionFailed(error, connection.remoteAddress));
    connection.init();
  }

  override onClose(session: SMTPServerSession): void {
    const connection = this.#of(session);
    this.#open.get(connection)?.();
    this.#open.delete(connection);
    this.#observer.connections?.(this.#gate.open);
  }

  override onMailFrom(...[address, session, answer]: Parameters<SMTPServer['onMailFrom']>): void {
    try {
      checkSender(this.context, address, session);
      answer();
    } catch (error) {
      this.#refuse(error, session, answer);
    }
  }

  override onRcptTo(...[address, session, answer]: Parameters<SMTPServer['onRcptTo']>): void {
    checkRecipient(this.context, address, this.#of(session)).then(
      () => answer(),
      (error: unknown) => this.#refuse(error, session, answer),
    );
  }

  override onData(...[stream, session, answer]: Parameters<SMTPServer['onData']>): void {
    const started = performance.now();
    const settled = acceptMail(this.context, stream, session)
      .then(
        (reply) => {
          answer(null, reply);
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
    const closed = new Promise<void>((resolve) => this.server.close(() => resolve()));
    for (const connection of this.#open.keys()) connection.drain();
    const { promise: graceOver, resolve: giveUp } = Promise.withResolvers<void>();
    const timer = setTimeout(giveUp, graceMs);
    await Promise.race([closed.then(() => Promise.all(this.#underWay)), graceOver]);
    clearTimeout(timer);
    for (const connection of this.#open.keys()) connection.cut();
    await closed;
  }

  #of(session: SMTPServerSession): Connection {
    const connection = this.#connectionOf.get(session);
    if (!connection) throw new Error('a session without a connection');
    return connection;
  }

  #turnAway(socket: Socket, limit: 'total' | 'network'): void {
    const [status, text] =
      limit === 'total' ? ['4.3.2', 'Too many connections'] : ['4.7.0', 'Too many connections from you'];
    this.context.log.warn('smtp connection turned away', { address: socket.remoteAddress, limit });
    this.#observer.refused?.(421, status);
    socket.on('error', () => undefined);
    socket.write(`421 ${status} ${this.#hostname} ${text}, try again later\r\n`);
    socket.destroySoon();
  }

  #refuse(error: unknown, session: SMTPServerSession, answer: Answer): void {
    const refusal = refusalOf(error);
    this.context.log[levelOf(refusal)]('smtp refused', {
      session: session.id,
      address: session.remoteAddress,
      reply: refusal.responseCode,
      status: refusal.status,
      cause: refusal.cause === undefined ? refusal.message : describe(refusal.cause),
    });
    this.#observer.refused?.(refusal.responseCode, refusal.status);
    answer(refusal);
  }

  #connectionFailed(error: Error, address: string): void {
    this.context.log.info('smtp connection failed', { address, cause: describe(error) });
  }
}

/** What is the client’s doing is no news; what is ours is. */
function levelOf({ cause }: Refusal): 'info' | 'warn' | 'error' {
  if (cause === undefined) return 'info';
  if (!(cause instanceof Failure)) return 'error';
  return cause.temporary ? 'warn' : 'info';
}
