/**
 * The DATA phase of SMTP (RFC 5321, 4.1.1.4 and 4.5.2): where a mail ends, and which dots are not part of it.
 * `<CRLF>.<CRLF>` alone ends a mail and `<CRLF>` alone ends a line, whatever the client and the network cut it into:
 * bare CR and LF are content, so nothing that another server takes for an end can smuggle in commands
 * (CVE-2023-51764 and its kin).
 */

const lineStartDot = Buffer.from('\r\n.');
const dot = 0x2e;
const cr = 0x0d;
const lf = 0x0a;

/**
 * What came last: ordinary text, a CR, the start of a line, a dot that starts a line, or a CR behind such a dot. The last
 * two are held back until the next octet says what they are.
 */
type Last = 'text' | 'cr' | 'line-start' | 'dot' | 'dot-cr';

/** What a piece of input held. `rest` is what follows the end of the mail, null where the mail goes on. */
export interface Decoded {
  readonly content: Buffer;
  readonly rest: Buffer | null;
}

/** Takes the dots out of one mail, in linear time. Make a new one for each mail. */
export class DataDecoder {
  #last: Last = 'line-start';

  /** Decodes the next piece. `content` shares memory with `chunk` where no dot had to be taken out. */
  push(chunk: Buffer): Decoded {
    const pieces: Buffer[] = [];
    let at = 0;
    while (at < chunk.length) {
      const octet = chunk[at];
      if (this.#last === 'text' || this.#last === 'cr') {
        at = this.#skim(chunk, at, pieces);
      } else if (this.#last === 'dot-cr' && octet === lf) {
        return { content: joined(pieces), rest: chunk.subarray(at + 1) };
      } else if (this.#holds(octet)) {
        at += 1;
      } else {
        // Not the end: a dot that was held back is dropped (4.5.2), a CR behind it is content.
        if (this.#last === 'dot-cr') pieces.push(Buffer.from([cr]));
        this.#last = this.#last === 'dot-cr' ? 'cr' : 'text';
      }
    }
    return { content: joined(pieces), rest: null };
  }

  /** True where the octet may begin the end of the mail, and is held back. */
  #holds(octet: number | undefined): boolean {
    if (this.#last === 'line-start' && octet === dot) this.#last = 'dot';
    else if (this.#last === 'dot' && octet === cr) this.#last = 'dot-cr';
    else return false;
    return true;
  }

  /** Takes all up to the next line that starts with a dot. Gives the index behind what it took. */
  #skim(chunk: Buffer, from: number, pieces: Buffer[]): number {
    // A CR that ended the chunk before may belong to a CRLF that this one goes on with.
    if (this.#last === 'cr' && chunk[from] === lf) {
      pieces.push(chunk.subarray(from, from + 1));
      this.#last = 'line-start';
      return from + 1;
    }
    const found = chunk.indexOf(lineStartDot, from);
    const end = found < 0 ? chunk.length : found + 2;
    pieces.push(chunk.subarray(from, end));
    this.#last = found < 0 ? lastOf(chunk, from) : 'line-start';
    return end;
  }
}

function lastOf(chunk: Buffer, from: number): Last {
  const last = chunk[chunk.length - 1];
  if (last === cr) return 'cr';
  return last === lf && chunk.length - 2 >= from && chunk[chunk.length - 2] === cr ? 'line-start' : 'text';
}

function joined(pieces: readonly Buffer[]): Buffer {
  const [only] = pieces;
  return pieces.length === 1 && only ? only : Buffer.concat(pieces);
}
