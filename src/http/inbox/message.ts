/** One message: its formatted form in a frame, its original, and what is known of it. */
import type { Context, Hono } from 'hono';
import type { TicketLine } from '../../model/inbox.ts';
import type { TicketMessage } from '../../model/ticket-store.ts';
import type { Env, Site } from '../site.ts';
import { withoutUnseen } from '../unseen.ts';
import { filePath } from '../views/message-files.ts';
import { messagePage } from '../views/message-page.ts';
import { missingPage } from '../views/ticket.ts';
import { wordsOf } from '../words/words.ts';
import { disposition } from './file-types.ts';
import { headerText } from './header-text.ts';
import { judgeMessage } from './judge.ts';
import { bodyDocument } from './message-html.ts';
import { surroundingsOf, viewerOf } from './surroundings.ts';

const messageId = ':message{[0-9a-f]+}';

/** Adds `/inbox/body/…` and `/inbox/message/…`. */
export function addMessage(app: Hono<Env>, site: Site): void {
  app.get(`/inbox/body/${messageId}`, (c) => showBody(c, site, c.req.param('message')));
  app.get(`/inbox/message/${messageId}`, (c) => showMessage(c, site, c.req.param('message')));
  app.post(`/inbox/message/${messageId}/judge`, (c) => judgeMessage(c, site, c.req.param('message')));
  app.get(`/inbox/message/${messageId}/original`, (c) => sendOriginal(c, site, c.req.param('message')));
}

/**
 * What a mail’s own HTML may do: nothing but look. The sandbox lets links open in a tab of their own, and lets the page around
 * it measure its height; scripts stay off.
 */
function bodyPolicy(remote: boolean): string {
  return [
    "default-src 'none'",
    `img-src 'self' data:${remote ? ' https:' : ''}`,
    "style-src 'unsafe-inline'",
    "form-action 'none'",
    "base-uri 'none'",
    "frame-ancestors 'self'",
    'sandbox allow-same-origin allow-popups allow-popups-to-escape-sandbox',
  ].join('; ');
}

async function showBody(c: Context<Env>, site: Site, id: string): Promise<Response> {
  const found = await site.store.inbox.message(viewerOf(c), id);
  const remote = c.req.query('images') === '1';
  const language = c.get('language');
  const words = wordsOf(language).ticket.body;
  const headers = {
    'Content-Security-Policy': bodyPolicy(remote),
    'Content-Type': 'text/html; charset=utf-8',
    'X-Content-Type-Options': 'nosniff',
    'Referrer-Policy': 'no-referrer',
    'Cache-Control': 'private, max-age=3600',
  };
  const body = found?.message.html ?? null;
  if (found === null || body === null) return c.body(`<!doctype html><p>${words.unsafe}</p>`, 404, headers);
  return c.body(bodyDocument(body, optionsFor(found.message, language, remote)), 200, headers);
}

function optionsFor(message: TicketMessage, language: string, remote: boolean) {
  const pictures = new Map(message.attachments.map((file) => [file.contentId, file]));
  return {
    pictureOf(contentId: string) {
      const file = pictures.get(contentId);
      return file === undefined ? null : filePath(message.id, file);
    },
    remote,
    fold: message.replyText !== message.text,
    language,
    words: wordsOf(language).ticket.body,
  };
}

async function showMessage(c: Context<Env>, site: Site, id: string): Promise<Response> {
  const found = await site.store.inbox.message(viewerOf(c), id);
  const surroundings = await surroundingsOf(c, site);
  if (found === null) return c.html(missingPage(surroundings, 'message'), 404);
  const { unseen } = wordsOf(c.get('language')).ticket;
  const [message = found.message] = await withoutUnseen(
    site.store.inbox,
    viewerOf(c),
    [found.message],
    unseen.within,
  );
  const [mail, header] = await Promise.all([
    message.mail === null ? null : site.store.mails.find(message.mail),
    // The page of the ticket takes no header from here.
    message.mail === null || c.req.header('HX-Request') !== undefined ? null : headerOf(site, message.mail),
  ]);
  return c.html(messagePage({ ...surroundings, ...found, message, mail, header, now: site.now() }));
}

async function headerOf({ store }: Site, mail: string): Promise<string> {
  return headerText(await store.mails.raw(mail));
}

/** The mail as it came, octet for octet. */
async function sendOriginal(c: Context<Env>, site: Site, id: string): Promise<Response> {
  const found = await site.store.inbox.message(viewerOf(c), id);
  const mail = found?.message.mail ?? null;
  if (found === null || mail === null)
    return c.html(missingPage(await surroundingsOf(c, site), 'message'), 404);
  const raw = await site.store.mails.raw(mail);
  return c.body(Buffer.from(raw), 200, {
    'Content-Type': 'message/rfc822',
    'Content-Disposition': disposition('attachment', nameOf(found.message, found.ticket)),
    'Cache-Control': 'private, no-store',
  });
}

function nameOf({ subject }: TicketMessage, { ticketId }: TicketLine): string {
  const plain = subject
    .replace(/[\p{Cc}/\\:*?"<>|]+/gu, ' ')
    .trim()
    .slice(0, 80)
    .toWellFormed();
  return `${ticketId} ${plain}`.trim().concat('.eml');
}
