/**
 * One SMTP connection: smtp-server's, with a parser of ours, replies that bring their own status code, and the limits that
 * smtp-server has no option for.
 */
import type { Socket } from 'node:net';
import type { SMTPServer } from 'smtp-server';
import { SMTPConnection, type SMTPConnectionOptions } from 'smtp-server/lib/smtp-connection.js';
import type { SMTPStream } from 'smtp-server/lib/smtp-stream.js';
import type { SmtpLimits } from '../config/limits.ts';
import { type LimitName, limitReplies } from '../model/smtp.ts';
import { DataParser } from './smtp-parser.ts';
import { hasStatus } from './smtp-reply.ts';

/** Commands that carry a mail on. */
const mailCommand = /^(?:MAIL|RCPT|DATA)\b/i;
/** Commands that end a group: the client must wait for the reply before it goes on (RFC 2920, 3.1; RFC 5321, 4.1.4). */
const lockstep = /^(?:EHLO|HELO|DATA)\b/i;
/**
 * No mail client's first words: a browser's or another protocol's, which attackers send here to have us answer it
 * (CVE-2021-3618 and its kin; Postfix smtpd_forbidden_commands).
 */
const foreign = /^(?:[^A-Za-z]|(?:CONNECT|DELETE|GET|HEAD|OPTIONS|PATCH|POST|PRI|PUT|TRACE) )/i;
/** NUL, bare CR and their kin stand in no command (RFC 5321, 2.3.8 and 4.1.2); another server may take them for a line end. */
const control = /[\0-\x08\x0a-\x1f\x7f]/;
/** Replies to commands that are unknown or malformed. */
const syntaxError: ReadonlySet<number> = new Set([500, 501, 502, 504, 555]);

/** What one connection is held to. */
export interface ConnectionRules {
  readonly limits: SmtpLimits;
  /** A network of ours: the strict rules do not count it. */
  readonly exempt: boolean;
  /** Longest time for one command, however slowly its octets come (RFC 5321, 4.5.3.2.7). */
  readonly idleMs: number;
  /** Told of each limit that is reached. */
  limited(limit: LimitName): void;
}

export class Connection extends SMTPConnection {
  /** Recipients asked for that are not ours. */
  unknownRecipients = 0;
  /** Recipients asked for. */
  recipients = 0;
  readonly exempt: boolean;
  readonly #rules: ConnectionRules;
  #deadline: NodeJS.Timeout;
  #transaction: NodeJS.Timeout | undefined;
  #transactionEnds = Number.POSITIVE_INFINITY;
  /** Commands that carry no mail on, and refusals, since the last mail. */
  #fruitless = 0;
  #bad = 0;
  #draining = false;

  constructor(
    server: SMTPServer,
    socket: Socket,
    options: SMTPConnectionOptions | null | undefined,
    rules: ConnectionRules,
  ) {
    super(server, socket, options);
    this.#rules = rules;
    this.exempt = rules.exempt;
    this.#deadline = setTimeout(() => this.#tooSlow(), rules.idleMs).unref();
  }

  /** True while the client waits for an answer of ours or sends a mail. */
  get busy(): boolean {
    return this._handlerPending || Boolean(this._dataStream);
  }

  /** Milliseconds until the mail must be here. */
  get transactionLeft(): number {
    return Math.max(0, this.#transactionEnds - performance.now());
  }

  /** Ends the connection with 421 as soon as nothing is under way (RFC 5321, 3.8). */
  drain(): void {
    this.#draining = true;
    if (!this.busy) this.#dismiss();
  }

  /** Ends the connection at once. */
  cut(): void {
    this._socket.destroy();
  }

  /** From now on a silent connection is ended after so long. */
  wait(idleMs: number): void {
    clearTimeout(this.#deadline);
    this.#deadline = setTimeout(() => this.#tooSlow(), idleMs).unref();
  }

  /** To be called when MAIL was answered with 250: the clock of the mail runs. */
  mailStarted(): void {
    const { transactionMs } = this.#rules.limits;
    clearTimeout(this.#transaction);
    this.#transactionEnds = performance.now() + transactionMs;
    this.#transaction = setTimeout(() => this.#tooLong(), transactionMs).unref();
  }

  /** To be called when DATA begins: who closes its side behind the final dot gets the answer all the same. */
  dataStarted(): void {
    this._socket.allowHalfOpen = true;
  }

  /** To be called when the answer to DATA was given. */
  mailSettled(): void {
    clearTimeout(this.#transaction);
    this.#fruitless = 0;
    if (this.#draining) this.#dismiss();
  }

  /** Pauses before the greeting, which spammers do not wait for. */
  override init(): void {
    this._setListeners(() => {
      setTimeout(() => this.connectionReady(), this.#rules.limits.greetPauseMs).unref();
    });
  }

  override _sendGreeting(): void {
    if (this.#input?.behind) this.#end('early-talker');
    else super._sendGreeting();
  }

  /** Also for texts of ours, which bring a better status code than smtp-server's table (RFC 2034). */
  override send(code: number, data?: string | string[] | null, context?: string | false): void {
    if (code >= 500) this.#fruitless += 1;
    if (syntaxError.has(code)) this.#bad += 1;
    const own = typeof data === 'string' && hasStatus(data);
    // smtp-server says nothing any more to a client that has closed its side.
    if (own && this.#answersOnly) this._socket.write(`${code} ${data}\r\n`);
    super.send(code, data, own ? false : context);
  }

  override _onTimeout(): void {
    const ours = this._handlerPending || (this._dataStream && this._parser && !this._parser._dataMode);
    if (this._closing || ours) super._onTimeout();
    else this.#end('idle');
  }

  override close(): void {
    this.#stopClocks();
    super.close();
  }

  override _onClose(): void {
    this.#stopClocks();
    super._onClose();
  }

  override _createParser(): SMTPStream {
    const parser = new DataParser({ maxCommandLength: this._server.options.maxCommandLength });
    parser.oncommand = (command, next) => {
      parser.lineTaken();
      this._onCommand(command, next);
    };
    parser.on('error', () => this.#end('command-length'));
    // All that came before the client closed its side is answered by then.
    parser.on('finish', () => this.close());
    return parser;
  }

  override _onCommand(command: Buffer, next?: () => void): void {
    this.#deadline.refresh();
    const line = command.toString('latin1', 0, 10);
    if (!mailCommand.test(line)) this.#fruitless += 1;
    // Ours counts instead.
    this._unrecognizedCommands = 0;
    // DATA is over; a TLS handshake would take it over from this socket.
    if (!this.#answersOnly) this._socket.allowHalfOpen = false;
    const broken = this.#broken(line);
    // What came in plain text before a TLS handshake is thrown away by smtp-server, unanswered.
    if (this._upgrading) super._onCommand(command, next);
    else if (this.#answersOnly) this.close();
    else if (this.#draining) this.#dismiss();
    else if (broken !== null) this.#end(broken);
    else if (control.test(command.toString('latin1'))) this.#malformed(next);
    else super._onCommand(command, next);
  }

  /** Verifies nothing: 252 is what RFC 5321, 7.3 has for that, and 4.5.1 wants the command known. */
  override handler_VRFY(_command: Buffer, next: () => void): void {
    this.send(252, '2.5.0 Cannot verify; send a mail and see');
    next();
  }

  /** The limit that this command is beyond. */
  #broken(line: string): LimitName | null {
    const { limits } = this.#rules;
    if (!this._ready) return 'early-talker';
    if (foreign.test(line)) return 'not-smtp';
    if (this.#bad >= limits.badCommands) return 'bad-commands';
    if (this.#fruitless > limits.commandsWithoutMail) return 'junk-commands';
    const strict = limits.strictPipelining && !this.exempt;
    return strict && lockstep.test(line) && this.#input?.behind ? 'pipelining' : null;
  }

  #malformed(next?: () => void): void {
    this.send(501, '5.5.2 Error: control characters in a command');
    if (next) setImmediate(next);
  }

  /** True where the client has closed its side during DATA. */
  get #answersOnly(): boolean {
    return this._socket.allowHalfOpen && this._socket.readyState === 'writeOnly';
  }

  get #input(): DataParser | null {
    return this._parser instanceof DataParser ? this._parser : null;
  }

  /** Ends the connection over a limit. */
  #end(limit: LimitName): void {
    const [reply, status, text] = limitReplies[limit];
    this.#rules.limited(limit);
    this.send(reply, `${status} ${text}`);
    this.close();
  }

  #dismiss(): void {
    this.send(421, '4.3.2 Shutting down, try again later');
  }

  #tooSlow(): void {
    if (this.busy || this._upgrading) this.#deadline.refresh();
    else this.#end('idle');
  }

  /** A mail that is coming in, or here already, has its own deadline. */
  #tooLong(): void {
    if (!this.busy && this.session.envelope?.mailFrom) this.#end('transaction');
  }

  #stopClocks(): void {
    clearTimeout(this.#deadline);
    clearTimeout(this.#transaction);
  }
}
