/** Keyed MACs under a ring of keys: the newest key signs, every key verifies, so that old identifiers outlive a rotation. */
import { createHmac, createSecretKey, type KeyObject, timingSafeEqual } from 'node:crypto';
import type { KeyRing, MacKey } from '../model/node-store.ts';
import { encode } from './crockford.ts';

/** 16 characters of base32 keep 80 bits: the least that DESIGN 3.1 allows. */
const tagLength = 16;

/** HMAC-SHA256 of the text. `purpose` keeps the uses of one key apart. */
export function mac(key: MacKey, purpose: string, text: string): Buffer {
  return createHmac('sha256', keyObject(key)).update(`${purpose}:${text}`).digest();
}

/** Made once for each key: making it costs more than the MAC. */
const keyObjects = new WeakMap<MacKey, KeyObject>();

function keyObject(key: MacKey): KeyObject {
  const made = keyObjects.get(key) ?? createSecretKey(key.secret);
  keyObjects.set(key, made);
  return made;
}

/** Key ID and 80 bits of the MAC, lower case, 17 characters. */
export function tag(ring: KeyRing, purpose: string, text: string): string {
  const key = signingKey(ring);
  return tagUnder(key, purpose, text);
}

/** True where some key of the ring made the tag for this text. Compares in constant time. */
export function verify(ring: KeyRing, purpose: string, text: string, given: string): boolean {
  const wanted = given.toLowerCase();
  return ring.some(
    (key) => key.id.toLowerCase() === wanted.charAt(0) && same(tagUnder(key, purpose, text), wanted),
  );
}

/** Equal, in a time that does not tell where they differ. */
export function same(one: string, other: string): boolean {
  const a = Buffer.from(one);
  const b = Buffer.from(other);
  return a.length === b.length && timingSafeEqual(a, b);
}

/** The key that signs. Throws where the ring is empty, which the store never gives. */
export function signingKey(ring: KeyRing): MacKey {
  const key = ring[0];
  if (key === undefined) throw new Error('the key ring is empty');
  return key;
}

function tagUnder(key: MacKey, purpose: string, text: string): string {
  return (key.id + encode(mac(key, purpose, text), tagLength)).toLowerCase();
}
