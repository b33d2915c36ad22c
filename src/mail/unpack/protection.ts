/** Signed and encrypted mail: what it says of itself. Nothing is verified or decrypted. */

import type { Octets } from '../encoding/octets.ts';
import type { Protection } from '../mail.ts';
import type { Part } from '../mime.ts';

/** What the type of a part says (RFC 1847, 3156, 8551); null where it says nothing. */
export function protectionOf(part: Part): Protection | null {
  const { value, parameters } = part.type;
  const protocol = (parameters.get('protocol') ?? '').toLowerCase();
  if (value === 'multipart/signed') {
    const types = [protocol, ...part.children.map((child) => child.type.value)];
    if (types.some((type) => /pkcs7-signature$/.test(type))) return 'signed-smime';
    return types.some((type) => /pgp-signature$/.test(type)) ? 'signed-pgp' : null;
  }
  if (value === 'multipart/encrypted') return /pkcs7/.test(protocol) ? 'encrypted-smime' : 'encrypted-pgp';
  // Exchange makes a multipart/mixed out of the multipart/encrypted.
  return value === 'application/pgp-encrypted' ? 'encrypted-pgp' : null;
}

const signedArmour = /^-----BEGIN PGP SIGNED MESSAGE-----\s*$/m;
const encryptedArmour = /^-----BEGIN PGP MESSAGE-----\s*$/m;

/**
 * PGP armour in the text or as a whole attachment, of which `beginnings` has the first octets (RFC 4880, 6.2 and 7).
 * Quoted armour is none.
 */
export function inlineProtection(text: string, beginnings: readonly Octets[]): Protection[] {
  const encrypted =
    encryptedArmour.test(text) || beginnings.some((start) => /^\s*-----BEGIN PGP MESSAGE-----/.test(start));
  return [
    ...(signedArmour.test(text) ? (['signed-pgp-inline'] as const) : []),
    ...(encrypted ? (['encrypted-pgp-inline'] as const) : []),
  ];
}

/** In words, for a mail whose content nobody here can read. */
export function protectionDefects(protection: readonly Protection[]): string[] {
  return protection
    .filter((kind) => kind.startsWith('encrypted'))
    .map(
      (kind) =>
        `the mail is encrypted (${kind.includes('smime') ? 'S/MIME' : 'OpenPGP'}); it was kept as it is`,
    );
}

export interface Bared {
  readonly text: string;
  /** The lines of the signature; `''` where there is none. */
  readonly armour: string;
}

/** A text out of its signature (RFC 4880, 7): head and foot taken off, escaped dashes restored. Linear. */
export function bareText(text: string): Bared {
  const begin = signedArmour.exec(text);
  const foot = begin === null ? -1 : text.indexOf('\n-----BEGIN PGP SIGNATURE-----', begin.index);
  if (begin === null || foot < 0) return { text, armour: '' };
  const afterMark = text.slice(begin.index + begin[0].length, foot).replace(/^\n/, '');
  const inner = afterMark.replace(/^(?:[A-Z][\w-]{1,30}: [^\n]{0,200}\n)*[ \t]*\n/, '').replace(/^- /gm, '');
  const endMark = '-----END PGP SIGNATURE-----';
  const end = text.indexOf(endMark, foot);
  const rest = end < 0 ? '' : text.slice(end + endMark.length);
  return {
    text: `${text.slice(0, begin.index)}${inner}${rest}`,
    armour: text.slice(foot + 1, end < 0 ? text.length : end + endMark.length),
  };
}
