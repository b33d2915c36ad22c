import { randomBytes } from 'node:crypto';
import { expect } from 'chai';
import fc from 'fast-check';
import { pieceLength, seal, unseal } from '../../src/backup/sealing.ts';

async function* once(bytes: Uint8Array, size = 1000): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.byteLength; at += size) yield bytes.subarray(at, at + size);
}

async function all(chunks: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const held: Uint8Array[] = [];
  for await (const chunk of chunks) held.push(chunk);
  return Buffer.concat(held);
}

describe('the seal of a backup', () => {
  const seals = { key: randomBytes(32), about: Buffer.from('header') };
  const refused = async (sealed: Uint8Array, other = {}) => {
    const error = await all(unseal(once(sealed), { ...seals, ...other })).catch((caught: unknown) => caught);
    expect(error).to.have.property('code', 'unreadable');
  };

  it('gives back what it took, whatever its length', async () => {
    for (const length of [0, 1, pieceLength - 1, pieceLength, pieceLength + 1, 3 * pieceLength, 200_001]) {
      const clear = randomBytes(length);
      const sealed = await all(seal(once(clear, 70_000), seals));
      expect((await all(unseal(once(sealed, 777), seals))).equals(clear), String(length)).to.equal(true);
    }
  });

  it('opens with no other key, and under no other header', async () => {
    const sealed = await all(seal(once(randomBytes(10)), seals));
    await refused(sealed, { key: randomBytes(32) });
    await refused(sealed, { about: Buffer.from('Header') });
  });

  it('opens nothing that was cut off, even between two pieces', async () => {
    const sealed = await all(seal(once(randomBytes(3 * pieceLength)), seals));
    const piece = pieceLength + 16;
    for (const length of [0, 10, piece - 1, piece, 2 * piece, sealed.byteLength - 1])
      await refused(sealed.subarray(0, length));
  });

  it('opens no pieces in another order, twice, or with something behind them', async () => {
    const sealed = await all(seal(once(randomBytes(3 * pieceLength)), seals));
    const piece = pieceLength + 16;
    const [a, b, c] = [0, 1, 2].map((n) => sealed.subarray(n * piece, (n + 1) * piece));
    if (a === undefined || b === undefined || c === undefined) throw new Error('three pieces are needed');
    for (const parts of [
      [b, a, c],
      [a, a, b, c],
      [a, c],
      [a, b, c, c],
      [a, b, c, Buffer.from('x')],
    ])
      await refused(Buffer.concat(parts));
  });

  it('opens nothing in which an octet was changed', async () => {
    const sealed = await all(seal(once(randomBytes(pieceLength + 100)), seals));
    await fc.assert(
      fc.asyncProperty(fc.nat(sealed.byteLength - 1), fc.integer({ min: 1, max: 255 }), async (at, by) => {
        const changed = Buffer.from(sealed);
        changed[at] = (changed[at] ?? 0) ^ by;
        await refused(changed);
      }),
      { numRuns: 30 },
    );
  });
});
