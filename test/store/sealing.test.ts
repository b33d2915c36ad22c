import { randomBytes } from 'node:crypto';
import { expect } from 'chai';
import fc from 'fast-check';
import { Failure } from '../../src/failure.ts';
import { keyLength, makeSealer, noSealer, sealingKey } from '../../src/store/sealing.ts';

const newKey = () => sealingKey(randomBytes(keyLength));
const withKeys = (...keys: ReturnType<typeof newKey>[]) => makeSealer({ keys, make: null });
const sealed = async (
  sealer: ReturnType<typeof withKeys>,
  text: string,
  place = 'mailboxes.refreshToken.a',
) => (await sealer.seal(Buffer.from(text), place)) ?? '';
const opened = (sealer: ReturnType<typeof withKeys>, text: string, place = 'mailboxes.refreshToken.a') => {
  const { secret, stale } = sealer.open(text, place);
  return { text: Buffer.from(secret).toString(), stale };
};

describe('a sealed secret', () => {
  it('opens to what was sealed, whatever it is, and never looks the same twice', async () => {
    const sealer = withKeys(newKey());
    await fc.assert(
      fc.asyncProperty(fc.uint8Array(), fc.string(), async (secret, place) => {
        const [one, two] = [await sealer.seal(secret, place), await sealer.seal(secret, place)];
        expect(one).not.to.equal(two);
        expect(one).to.match(/^sealed:v1:[0-9a-f]{12}:[\w-]+$/);
        expect(Buffer.from(sealer.open(one ?? '', place).secret)).to.deep.equal(Buffer.from(secret));
      }),
    );
  });

  it('names its key, so that older ones open after a new one seals', async () => {
    const [old, fresh] = [newKey(), newKey()];
    const before = await sealed(withKeys(old), 'token');
    expect(opened(withKeys(fresh, old), before)).to.deep.equal({ text: 'token', stale: true });
    const after = await sealed(withKeys(fresh, old), 'token');
    expect(after).to.include(fresh.id);
    expect(opened(withKeys(fresh), after)).to.deep.equal({ text: 'token', stale: false });
  });

  it('opens in no other place', async () => {
    const sealer = withKeys(newKey());
    const text = await sealed(sealer, 'token');
    expect(() => opened(sealer, text, 'mailboxes.refreshToken.b')).to.throw(Failure, 'another place');
  });

  it('does not open when any part of it was changed or cut', async () => {
    const sealer = withKeys(newKey());
    const text = await sealed(sealer, 'a secret of some length');
    const last = text.lastIndexOf(':') + 1;
    for (let at = last; at < text.length - 1; at++) {
      const changed = `${text.slice(0, at)}${text[at] === 'A' ? 'B' : 'A'}${text.slice(at + 1)}`;
      expect(() => opened(sealer, changed), changed).to.throw(Failure);
      expect(() => opened(sealer, text.slice(0, at)), `cut at ${at}`).to.throw(Failure);
    }
    expect(() => opened(sealer, 'sealed:v9:nonsense')).to.throw(Failure);
  });

  it('says which key is missing, and never a secret', async () => {
    const [lost, other] = [newKey(), newKey()];
    const text = await sealed(withKeys(lost), 'token');
    for (const sealer of [withKeys(other), withKeys(), noSealer]) {
      expect(() => opened(sealer, text)).to.throw(Failure, `sealed with key ${lost.id}`);
      expect(() => opened(sealer, text)).to.throw(Failure, 'nothing was changed');
    }
  });

  it('is what lies in clear, until it is written the next time', async () => {
    expect(opened(withKeys(newKey()), 'token')).to.deep.equal({ text: 'token', stale: true });
    expect(opened(noSealer, 'token')).to.deep.equal({ text: 'token', stale: false });
    expect(await noSealer.seal(Buffer.from('token'), 'x')).to.equal(null);
  });

  it('has its first key made when the first secret is sealed, not before', async () => {
    let made = 0;
    const key = newKey();
    const make = async () => {
      made++;
      return key;
    };
    const sealer = makeSealer({ keys: [], make });
    expect(opened(sealer, 'token').stale).to.equal(true);
    expect(made).to.equal(0);
    expect(await sealed(sealer, 'one')).to.include(key.id);
    await sealed(sealer, 'two');
    expect(made).to.equal(1);
  });
});
