import { expect } from 'chai';
import fc from 'fast-check';
import type { KeyRing } from '../../src/model/node-store.ts';
import { makeReleaseToken, readReleaseToken } from '../../src/threading/release-token.ts';
import { makeSigner } from '../../src/threading/token.ts';

const ring: KeyRing = [
  { id: '1', secret: new Uint8Array(32).fill(1) },
  { id: '0', secret: new Uint8Array(32) },
];
const mail = '65a1b2c3d4e5f60718293a4b';
const agent = '65a1b2c3d4e5f60718290001';
const expiresAt = new Date('2026-03-15T08:00:00Z');
const before = new Date('2026-03-15T07:59:59Z');
const token = makeReleaseToken(ring, { mail, agent, expiresAt });

describe('the link that releases', () => {
  it('names one mail and one reader, until its time is over', () => {
    expect(readReleaseToken(ring, token, before)).to.deep.equal({ mail, agent, expiresAt });
    expect(readReleaseToken(ring, token, expiresAt)).to.equal(null);
  });

  it('outlives the rotation of keys, and not their loss', () => {
    const rotated = [{ id: '2', secret: new Uint8Array(32).fill(2) }, ...ring];
    expect(readReleaseToken(rotated, token, before)?.mail).to.equal(mail);
    expect(readReleaseToken(rotated.slice(0, 1), token, before)).to.equal(null);
  });

  it('cannot be changed in any place', () => {
    fc.assert(
      fc.property(fc.nat(token.length - 1), fc.constantFrom(...'0123456789abcdef.z'), (at, other) => {
        const forged = `${token.slice(0, at)}${other}${token.slice(at + 1)}`;
        fc.pre(forged !== token);
        expect(readReleaseToken(ring, forged, before)).to.equal(null);
      }),
    );
  });

  it('is no other identifier of ours, nor they it', () => {
    const signer = makeSigner(() => ring, 'desk.example');
    const bounce = signer.bounceAddress('support@desk.example', mail).split(/[+@]/)[1] ?? '';
    expect(readReleaseToken(ring, bounce, before)).to.equal(null);
    expect(readReleaseToken(ring, `${mail}.${agent}.zzzzzz.${bounce.slice(-17)}`, before)).to.equal(null);
  });
});
