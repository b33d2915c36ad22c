/** The formatted form of a mail that lies aside, as a document that can do nothing: no pictures, no links, no scripts. */
import type { MailEntry } from '../../model/mail-store.ts';
import type { Site } from '../site.ts';
import { quarantineWords } from '../words/quarantine.ts';
import { wordsOf } from '../words/words.ts';
import { bodyDocument } from './message-html.ts';

const headers = {
  'Content-Security-Policy':
    "default-src 'none'; img-src data:; style-src 'unsafe-inline'; form-action 'none'; base-uri 'none'; frame-ancestors 'self'; sandbox",
  'Content-Type': 'text/html; charset=utf-8',
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cache-Control': 'private, no-store',
};

export async function heldBody(
  { store, read }: Site,
  { id }: MailEntry,
  language: string,
): Promise<Response> {
  const { html: sanitised } = await read(await store.mails.raw(id));
  if (sanitised === null)
    return new Response(`<!doctype html><p>${quarantineWords(language).noFormatted}</p>`, {
      status: 404,
      headers,
    });
  const document = bodyDocument(withoutAddresses(sanitised), {
    pictureOf: () => null,
    remote: false,
    fold: false,
    language,
    words: wordsOf(language).ticket.body,
  });
  return new Response(document, { headers });
}

/** Pictures from elsewhere are not even offered, and links lead nowhere. */
function withoutAddresses(sanitised: string): string {
  return sanitised
    .replace(/(<img\b[^>]*?)\sdata-src="[^"]*"/gi, '$1')
    .replace(/(<(?:a|area)\b[^>]*?)\shref="[^"]*"/gi, '$1');
}
