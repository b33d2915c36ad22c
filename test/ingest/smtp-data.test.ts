import { expect } from 'chai';
import fc from 'fast-check';
import { DataDecoder } from '../../src/ingest/smtp-data.ts';

/** Decodes a whole stream that comes in these pieces. */
function decode(pieces: readonly Buffer[]): { content: string; rest: string | null } {
  const decoder = new DataDecoder();
  const content: Buffer[] = [];
  for (const [i, piece] of pieces.entries()) {
    const decoded = decoder.push(piece);
    content.push(decoded.content);
    if (decoded.rest) {
      const rest = Buffer.concat([decoded.rest, ...pieces.slice(i + 1)]);
      return { content: Buffer.concat(content).toString('latin1'), rest: rest.toString('latin1') };
    }
  }
  return { content: Buffer.concat(content).toString('latin1'), rest: null };
}

/** RFC 5321, 4.5.2, to the letter, on the whole stream at once: slow and plain. */
function byTheBook(stream: string): { content: string; rest: string | null } {
  const lines = stream.split('\r\n');
  const taken: string[] = [];
  for (const [i, line] of lines.entries()) {
    if (i === lines.length - 1) {
      // A line that is not whole yet; its dots may still turn out to be the end.
      taken.push(line === '.' || line === '.\r' ? '' : line.replace(/^\./, ''));
    } else if (line === '.') {
      return { content: taken.map((text) => `${text}\r\n`).join(''), rest: lines.slice(i + 1).join('\r\n') };
    } else {
      taken.push(line.replace(/^\./, ''));
    }
  }
  return { content: taken.join('\r\n'), rest: null };
}

const octets = fc
  .array(fc.constantFrom('\r\n', '\r\n.', '.', '\r', '\n', '\0', 'a', '\r\n.\r\n', '..'), { maxLength: 40 })
  .map((parts) => parts.join(''));

function cut(stream: string, sizes: readonly number[]): Buffer[] {
  const all = Buffer.from(stream, 'latin1');
  const pieces: Buffer[] = [];
  let at = 0;
  for (const size of [...sizes, all.length]) {
    pieces.push(all.subarray(at, at + size));
    at += size;
  }
  return pieces;
}

describe('the end of DATA', () => {
  it('is where the RFC has it, whatever pieces the stream comes in', () => {
    fc.assert(
      fc.property(octets, fc.array(fc.integer({ min: 0, max: 6 }), { maxLength: 80 }), (stream, sizes) => {
        expect(decode(cut(stream, sizes))).to.deep.equal(byTheBook(stream));
      }),
      { numRuns: 2000 },
    );
  });

  it('gives back any mail that a client has stuffed', () => {
    fc.assert(
      fc.property(octets, (text) => {
        const mail = `${text}\r\n`;
        const sent = `${mail.replace(/^\./, '..').replaceAll('\r\n.', '\r\n..')}.\r\nQUIT\r\n`;
        expect(decode([Buffer.from(sent, 'latin1')])).to.deep.equal({ content: mail, rest: 'QUIT\r\n' });
      }),
    );
  });

  it('of an empty mail is the first line', () => {
    expect(decode([Buffer.from('.\r\nNOOP\r\n')])).to.deep.equal({ content: '', rest: 'NOOP\r\n' });
  });

  it('hands on a piece without dots without copying it', () => {
    const piece = Buffer.from('Subject: x\r\n\r\nbody\r\n');
    expect(new DataDecoder().push(piece).content.buffer).to.equal(piece.buffer);
  });
});
