/** The language that a customer reads. */
import { headerValues, type Mail } from '../mail/mail.ts';

/**
 * The primary language subtag (RFC 5646) that the customer's mail program names: Content-Language (RFC 3282) or, of
 * Outlook, Accept-Language. Null where it names none. Telling it from the text would take some 90 MB of n-grams.
 */
export function languageOf(mail: Pick<Mail, 'headers'>): string | null {
  const named = [...headerValues(mail, 'content-language'), ...headerValues(mail, 'accept-language')];
  for (const value of named) {
    const [, primary] = /^\s*([a-z]{2,3})(?![a-z])/i.exec(value) ?? [];
    if (primary !== undefined) return primary.toLowerCase();
  }
  return null;
}
