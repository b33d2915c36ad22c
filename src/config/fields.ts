/** Kinds of values that several settings share. `expects` says in words what a pattern cannot. */
import { isIP } from 'node:net';
import { z } from 'zod';

/** Name of the mark (zod metadata) on a value that is never printed. */
export const secretMark = 'secret';

/** A value that is never printed, and that may come from a file (`…_FILE`). */
export const secret = () => z.string().meta({ [secretMark]: true });

export const port = z.int().min(0).max(65535);

/** An addr-spec of ours, lower case from here on. */
export const address = z
  .string()
  .regex(/^[^\s@<>"]+@[^\s@<>"]+$/)
  .meta({ expects: 'an e-mail address such as support@example.com' })
  .transform((text) => text.toLowerCase());

/** A text that a function looks at, with words for what it expects. */
const text = (fits: (text: string) => boolean, expects: string) =>
  z.string().refine(fits, expects).meta({ expects });

/** An entry of the allow or deny list. One that matches nothing would be believed to protect. */
export const listEntry = text(
  isListEntry,
  'an address, `@domain`, `@.domain`, a wildcard such as `news-*@example.com`, an IP address or a network such as 192.0.2.0/24',
);

/** An IP address, or a network of them. */
export const network = text(isNetwork, 'an IP address or a network such as 192.0.2.0/24');

function isListEntry(text: string): boolean {
  if (!text.includes('@')) return isNetwork(text);
  const [, domain = ''] = /^(?:[^\s@,;<>]+@|@(?!\.)|@\.(?!.*\*))([^\s@]+?)\.?$/.exec(text) ?? [];
  return domain.split('.').every((label) => /^[\p{L}\p{M}\p{N}_*-]{1,63}$/u.test(label));
}

function isNetwork(text: string): boolean {
  const [address = '', prefix, ...rest] = text.split('/');
  const version = isIP(address);
  if (version === 0 || rest.length > 0) return false;
  return prefix === undefined || (/^\d{1,3}$/.test(prefix) && Number(prefix) <= (version === 4 ? 32 : 128));
}
