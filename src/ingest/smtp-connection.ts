/**
 * One SMTP connection: smtp-server's, with the DATA phase read by DataDecoder, replies that bring their own status code,
 * and the limits that smtp-server has no option for.
 */
import type { Socket } from 'node:net';
import type { SMTPServer, SMTPServerDataStream } from 'smtp-server';
import { SMTPConnection, type SMTPConnectionOptions } from 'smtp-server/lib/smtp-connection.js';
import { SMTPStream } from 'smtp-server/lib/smtp-stream.js';
import type { SmtpLimits } from './limits.ts';
import { DataDecoder } from './smtp-data.ts';
import { hasStatus } from './smtp-reply.ts';

type Done = (error?: Error | null) => void;

/**
 * Replaces how smtp-server reads DATA: its own costs a turn of the event loop for each stuffed dot (40 s for a mail of
 * 25 MiB made of them), and takes dots out behind a bare LF, which breaks signatures.
 */
class DataParser extends SMTPStream {
  #decoder = new DataDecoder();

  override startDataMode(maxBytes?: number | string | null): SMTPServerDataStream {
    this.#decoder = new DataDecoder();
    return super.startDataMode(maxBytes);
  }

  override _feedDataStream(chunk: Buffer, done: Done): void {
    const { content, rest } = this.#decoder.push(chunk);
    this._countDataBytes(content.length);
    const stream = this._dataStream;
    if (rest) this._endDataMode(content, rest, done);
    else if (!stream?.writable || content.length === 0 || stream.write(content)) done();
    else whenDrained(stream, done);
  }
}

/** A stream that is destroyed never drains, it only closes. */
function whenDrained(stream: SMTPServerDataStream, done: Done): void {
  const resume = () => {
    stream.off('drain', resume).off('close', resume);
    done();
  };
  stream.once('drain', resume).once('close', resume);
}

/** Commands that carry a mail on. */
const mailCommand = /^(?:MAIL|RCPT|DATA)\b/i;

export class Connection extends SMTPConnection {
  /** Recipients asked for that are not ours. */
  unknownRecipients = 0;
  readonly #fruitlessAllowed: number;
  readonly #deadline: NodeJS.Timeout;
  /** Commands that carry no mail on, and refusals, since the last mail. */
  #fruitless = 0;
  #draining = false;

  /** `idleMs`: longest time for one command, however slowly its octets come (RFC 5321, 4.5.3.2.7). */
  constructor(
    server: SMTPServer,
    socket: Socket,
    options: SMTPConnectionOptions | null | undefined,
    limits: SmtpLimits,
    idleMs: number,
  ) {
    super(server, socket, options);
    this.#fruitlessAllowed = limits.commandsWithoutMail;
    this.#deadline = setTimeout(() => this.#tooSlow(), idleMs).unref();
  }

  /** True while the client waits for an answer of ours or sends a mail. */
  get busy(): boolean {
    return this._handlerPending || Boolean(this._dataStream);
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

  /** To be called when the answer to DATA was given. */
  mailSettled(): void {
    this.#fruitless = 0;
    if (this.#draining) this.#dismiss();
  }

  /** Also for texts of ours, which bring a better status code than smtp-server's table (RFC 2034). */
  override send(code: number, data?: string | string[] | null, context?: string | false): void {
    if (code >= 500) this.#fruitless += 1;
    super.send(code, data, typeof data === 'string' && hasStatus(data) ? false : context);
  }

  override close(): void {
    clearTimeout(this.#deadline);
    super.close();
  }

  override _onClose(): void {
    clearTimeout(this.#deadline);
    super._onClose();
  }

  override _createParser(): SMTPStream {
    const parser = new DataParser({ maxCommandLength: this._server.options.maxCommandLength });
    parser.oncommand = (command, next) => this._onCommand(command, next);
    parser.on('error', (error) => this.send(421, `4.7.0 ${error.message}`));
    return parser;
  }

  override _onCommand(command: Buffer, next?: () => void): void {
    this.#deadline.refresh();
    if (!mailCommand.test(command.toString('latin1', 0, 5))) this.#fruitless += 1;
    // What came in plain text before a TLS handshake is thrown away by smtp-server, unanswered.
    if (this._upgrading) super._onCommand(command, next);
    else if (this.#draining) this.#dismiss();
    else if (this.#fruitless > this.#fruitlessAllowed)
      this.send(421, '4.7.0 Too many commands without a mail');
    else super._onCommand(command, next);
  }

  /** Verifies nothing: 252 is what RFC 5321, 7.3 has for that, and 4.5.1 wants the command known. */
  override handler_VRFY(_command: Buffer, next: () => void): void {
    this.send(252, '2.5.0 Cannot verify; send a mail and see');
    next();
  }

  #dismiss(): void {
    this.send(421, '4.3.2 Shutting down, try again later');
  }

  #tooSlow(): void {
    if (this.busy || this._upgrading) this.#deadline.refresh();
    else this.send(421, '4.4.2 Timeout, closing connection');
  }
}
