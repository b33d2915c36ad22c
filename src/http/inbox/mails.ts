/** Mails that became no ticket: what is held as spam, and what failed. */
import type { Context } from 'hono';
import { z } from 'zod';
import { type SeenLanes, seenMails, seesLane } from '../../desk/seen-mails.ts';
import { Failure } from '../../failure.ts';
import type { MailEntry } from '../../ports.ts';
import type { Env, Site } from '../site.ts';
import { mailListPage } from '../views/mail-lists.ts';
import { mailPage } from '../views/mail-page.ts';
import { surroundingsOf } from './surroundings.ts';

export interface AskedMails {
  readonly list: 'quarantine' | 'failed';
  readonly q: string;
  readonly after: string | null;
}

/** Lines of a page. */
const linesPerPage = 50;

/** The list, of the lanes that the visitor sees. */
export async function showMails(c: Context<Env>, site: Site, asked: AskedMails): Promise<Response> {
  const { list, q, after } = asked;
  const lanes = lanesOf(c, site)[list];
  if (lanes === 'none') throw new Failure('forbidden', 'this list is for leads and admins');
  const [surroundings, mails] = await Promise.all([
    surroundingsOf(c, site),
    site.store.mails.list({
      state: list === 'failed' ? 'failed' : 'quarantined',
      ...(lanes === 'all' ? {} : { lanes }),
      ...(q === '' ? {} : { search: q }),
      ...(after === null ? {} : { before: after }),
      limit: linesPerPage + 1,
    }),
  ]);
  const next = mails.length > linesPerPage ? (mails[linesPerPage - 1]?.id ?? null) : null;
  const page = { items: mails.slice(0, linesPerPage), next };
  return c.html(mailListPage({ ...surroundings, asked, page, now: site.now() }));
}

/** One of them, with its text as plain text. */
export async function showMail(c: Context<Env>, site: Site): Promise<Response> {
  const mail = await seenMail(c, site);
  const [surroundings, read] = await Promise.all([
    surroundingsOf(c, site),
    site.store.mails.raw(mail.id).then((raw) => site.read(raw)),
  ]);
  return c.html(mailPage({ ...surroundings, mail, read, now: site.now() }));
}

/** As it came. A browser never shows it. */
export async function originalOfMail(c: Context<Env>, site: Site): Promise<Response> {
  const { id } = await seenMail(c, site);
  const raw = await site.store.mails.raw(id);
  return c.body(new Uint8Array(raw), 200, {
    'Content-Type': 'message/rfc822',
    'Content-Disposition': `attachment; filename="${id}.eml"`,
    'Cache-Control': 'no-store',
  });
}

const form = z.discriminatedUnion('do', [
  z.object({ do: z.literal('release') }),
  z.object({ do: z.literal('retry') }),
  z.object({ do: z.literal('discard'), reason: z.string().trim().min(1).max(200) }),
]);

/** Releases, tries again or discards. Written down before it is done. */
export async function settleMail(c: Context<Env>, site: Site): Promise<Response> {
  const mail = await seenMail(c, site);
  const given = form.safeParse(await c.req.parseBody());
  if (!given.success) return c.redirect(`/inbox/mail/${mail.id}?missing=reason`, 303);
  const { data } = given;
  const { mails, audit } = site.store;
  const list = mail.state === 'failed' ? 'failed' : 'quarantine';
  const change = {
    actor: c.get('visitor').actor.address,
    action: list === 'quarantine' ? `quarantine.${data.do}` : `mail.${data.do}`,
    subject: mail.id,
    detail: { was: mail.state, via: 'page', ...(data.do === 'discard' ? { reason: data.reason } : {}) },
  };
  await audit.record(change);
  const done =
    data.do === 'discard'
      ? await mails.discard(mail.id, data.reason)
      : await mails.retry(mail.id, data.do === 'release');
  if (!done) await audit.record({ ...change, detail: { ...change.detail, outcome: 'was not done' } });
  return c.redirect(done ? `/inbox?list=${list}` : `/inbox/mail/${mail.id}`, 303);
}

function lanesOf(c: Context<Env>, { settings }: Site): Record<AskedMails['list'], SeenLanes> {
  return seenMails(c.get('visitor').actor, settings().departments);
}

/** Throws Failure `not-found`, also for what is not his to see. */
async function seenMail(c: Context<Env>, site: Site): Promise<MailEntry> {
  const mail = await site.store.mails.find(c.req.param('id') ?? '');
  const lanes = lanesOf(c, site)[mail?.state === 'failed' ? 'failed' : 'quarantine'];
  if (mail === null || !seesLane(lanes, mail.lane)) throw new Failure('not-found', 'there is no such mail');
  return mail;
}
