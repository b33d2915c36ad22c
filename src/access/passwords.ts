/** Which passwords are taken: long ones, of which the obvious are refused (NIST SP 800-63B, 5.1.1.2). Pure. */

/** What is wrong with a password. */
export type Weakness = 'short' | 'long' | 'uniform' | 'obvious';

/** Characters at the least. No rule on kinds of characters: those make people write passwords down. */
const shortestPassword = 12;
const longestPassword = 1000;

/** Parts of most passwords that are tried first. */
const obvious = [
  'password',
  'passwort',
  'qwerty',
  'azerty',
  '12345',
  'letmein',
  'welcome',
  'admin',
  'postern',
];

/** What is wrong with a password of that person; null where it is good. */
export function weaknessOf(
  password: string,
  about: { readonly address: string; readonly name: string },
): Weakness | null {
  const length = [...password].length;
  if (length < shortestPassword) return 'short';
  if (length > longestPassword) return 'long';
  if (new Set(password).size < 5) return 'uniform';
  const bare = restOf(password.toLowerCase(), [...obvious, ...personal(about)]);
  return bare.length < 6 ? 'obvious' : null;
}

function personal({ address, name }: { address: string; name: string }): string[] {
  return [...address.toLowerCase().split(/[@.]/), ...name.toLowerCase().split(/\s+/)].filter(
    (part) => part.length > 2,
  );
}

/** What is left of it without these words, digits and signs: what an attacker would have to guess. */
function restOf(password: string, words: readonly string[]): string {
  const rest = words.reduce((text, word) => text.replaceAll(word, ''), password);
  return rest === password ? password : rest.replaceAll(/[^\p{L}]/gu, '');
}
