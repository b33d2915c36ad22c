/** Codes that stand in for the second factor when the authenticator is lost. */
import { randomBytes } from 'node:crypto';
import { tokenHash } from './secrets.ts';

const howMany = 10;
/** Crockford’s base32, as in ticket IDs: nothing in it is mistaken for something else. */
const letters = '0123456789abcdefghjkmnpqrstvwxyz';

/** Fresh ones of 80 bits each, such as `7kq2-m0xt-9e4r-hw5z`. */
export function newRecoveryCodes(): string[] {
  return Array.from({ length: howMany }, () => {
    const text = [...randomBytes(16)].map((octet) => letters.charAt(octet % letters.length)).join('');
    return text.replace(/.{4}(?=.)/g, '$&-');
  });
}

/** What is kept of one; however it was typed. Null for what cannot be one. */
export function recoveryHash(code: string): string | null {
  const bare = code.toLowerCase().replaceAll(/[\s-]/g, '').replaceAll(/[il]/g, '1').replaceAll('o', '0');
  return /^[0-9a-hjkmnp-tv-z]{16}$/.test(bare) ? tokenHash(bare) : null;
}
