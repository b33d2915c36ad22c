/** The octets of an SMTP connection: smtp-server's parser, with the DATA phase read by DataDecoder. */
import type { SMTPServerDataStream } from 'smtp-server';
import { SMTPStream } from 'smtp-server/lib/smtp-stream.js';
import { DataDecoder } from './smtp-data.ts';

type Done = (error?: Error | null) => void;

const lf = 0x0a;

/**
 * Replaces how smtp-server reads DATA: its own costs a turn of the event loop for each stuffed dot (40 s for a mail of
 * 25 MiB made of them), and takes dots out behind a bare LF, which breaks signatures.
 */
export class DataParser extends SMTPStream {
  #decoder = new DataDecoder();
  /** Lines of the piece at hand that are not taken yet, and whether another begins behind them. */
  #lines = 0;
  #unfinished = false;

  /** True where the client has sent more than the command at hand. */
  get behind(): boolean {
    return this.#lines > 0 || this.#unfinished;
  }

  lineTaken(): void {
    this.#lines -= 1;
  }

  override _write(chunk: Buffer, encoding: BufferEncoding | 'buffer', done: Done): void {
    if (!this._dataMode) {
      this.#lines = lineEnds(chunk);
      this.#unfinished = chunk.length > 0 && chunk[chunk.length - 1] !== lf;
    }
    super._write(chunk, encoding, done);
  }

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

function lineEnds(chunk: Buffer): number {
  let count = 0;
  for (let at = chunk.indexOf(lf); at >= 0; at = chunk.indexOf(lf, at + 1)) count += 1;
  return count;
}

/** A stream that is destroyed never drains, it only closes. */
function whenDrained(stream: SMTPServerDataStream, done: Done): void {
  const resume = () => {
    stream.off('drain', resume).off('close', resume);
    done();
  };
  stream.once('drain', resume).once('close', resume);
}
