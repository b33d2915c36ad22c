/** Which passwords are taken: long ones, of which the obvious are refused (NIST SP 800-63B, 5.1.1.2). Pure. */

/** Characters at the least. No rule on kinds of characters: those make people write passwords down. */
export const shortestPassword = 12;
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

/** What is wrong with a password, to the person who chose it; null where it is good. */
export function weaknessOf(
  password: string,
  about: { readonly address: string; readonly name: string },
): string | null {
  const length = [...password].length;
  if (length < shortestPassword) return `a password needs at least ${shortestPassword} characters`;
  if (length > longestPassword) return `a password has at most ${longestPassword} characters`;
  if (new Set(password).size < 5) return 'a password needs more than a few different characters';
  const bare = restOf(password.toLowerCase(), [...obvious, ...personal(about)]);
  if (bare.length < 6) return 'a password must not be made of obvious words, or of your own name or address';
  return null;
}

function personal({ address, name }: { address: string; name: string }): string[] {
  return [...address.toLowerCase().split(/[@.]/), ...name.toLowerCase().split(/\s+/)].filter(
    (part) => part.length > 2,
  );
}

/** What is left of it without these words, digits and signs: what an attacker would have to guess. */
function restOf(password: string, words: readonly string[]): string {
  const rest = words.reduce((text, word) => text.replaceAll(word, ''), password);
  return rest === password ? password : rest.replaceAll(/[\d\W_]/g, '');
}
