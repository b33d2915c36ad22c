/** Files of messages: shown where that is safe, else saved. */
import type { Context, Hono } from 'hono';
import { Failure } from '../../failure.ts';
import { decodeText } from '../../mail/encoding/charset.ts';
import type { Attachment } from '../../mail/mail.ts';
import type { TicketMessage } from '../../model/ticket-store.ts';
import type { Env, Site } from '../site.ts';
import { missingPage } from '../views/ticket.ts';
import { wordsOf } from '../words/words.ts';
import { disposition, safeType, shownAs } from './file-types.ts';
import { surroundingsOf, viewerOf } from './surroundings.ts';

const path = '/inbox/file/:message{[0-9a-f]+}/:sha256{[0-9a-f]+}/:name';
/** A text is shown up to so many octets. */
const longestText = 2_000_000;

/** Adds `/inbox/file/…`. */
export function addFile(app: Hono<Env>, site: Site): void {
  app.get(path, (c) => sendFile(c, site, c.req.param('message'), c.req.param('sha256')));
}

async function sendFile(c: Context<Env>, site: Site, id: string, sha256: string): Promise<Response> {
  const found = await site.store.inbox.message(viewerOf(c), id);
  const file = found?.message.attachments.find((one) => one.sha256 === sha256);
  if (found === null || file === undefined)
    return c.html(missingPage(await surroundingsOf(c, site), 'message'), 404, headersFor(null));
  try {
    const bytes = await bytesOf(site, found.message, file);
    return answer(c, file, Buffer.from(bytes));
  } catch (failure) {
    if (!(failure instanceof Failure)) throw failure;
    const { broken } = wordsOf(c.get('language')).ticket.files;
    return c.text(broken, failure.code === 'not-found' ? 404 : 422, headersFor(null));
  }
}

/** Of a mail they are taken out of its raw bytes; what staff add lies by itself. */
function bytesOf(site: Site, { mail, kind }: TicketMessage, { sha256 }: Attachment): Promise<Uint8Array> {
  return mail !== null && kind === 'inbound'
    ? site.attachment(mail, sha256)
    : site.store.inbox.uploaded(sha256);
}

function answer(c: Context<Env>, file: Attachment, bytes: Buffer): Response {
  const shown = c.req.query('download') === undefined ? shownAs(file.contentType) : null;
  const headers = {
    ...headersFor(shown),
    'Content-Type': shown === null ? 'application/octet-stream' : safeType(file.contentType),
    'Content-Disposition': disposition(shown === null ? 'attachment' : 'inline', file.filename),
    // Named by its content: it never changes.
    'Cache-Control': 'private, max-age=604800, immutable',
  };
  const body = shown === 'text' ? Buffer.from(decodeText(bytes.subarray(0, longestText), '').text) : bytes;
  return c.body(new Uint8Array(body), 200, headers);
}

/** The viewers of browsers for PDF need plug-in content, which a sandbox would forbid; they run apart from our origin. */
function headersFor(shown: ReturnType<typeof shownAs>): Record<string, string> {
  const policy =
    shown === 'pdf'
      ? "default-src 'none'; style-src 'unsafe-inline'; object-src 'self'; frame-ancestors 'none'; base-uri 'none'"
      : "default-src 'none'; style-src 'unsafe-inline'; img-src 'self'; frame-ancestors 'self'; base-uri 'none'; sandbox";
  return {
    'Content-Security-Policy': policy,
    'X-Content-Type-Options': 'nosniff',
    'Referrer-Policy': 'no-referrer',
    'Cross-Origin-Resource-Policy': 'same-origin',
  };
}
