/** Mails that became no ticket, one by one; and the list of those that failed. */
import type { Context } from 'hono';
import { z } from 'zod';
import { mayManage } from '../../desk/rights.ts';
import { type SeenLanes, seenMails, seesMail } from '../../desk/seen-mails.ts';
import { traced } from '../../desk/traced.ts';
import { Failure } from '../../failure.ts';
import { titleOf } from '../../mail/outgoing.ts';
import type { MailEntry } from '../../model/mail-store.ts';
import { deeds } from '../../model/quarantine.ts';
import { tell } from '../flash.ts';
import { isSecure } from '../guard.ts';
import type { Env, Site } from '../site.ts';
import { mailListPage } from '../views/mail-lists.ts';
import { mailPage } from '../views/mail-page.ts';
import { headerText } from './header-text.ts';
import { heldBody } from './quarantine-body.ts';
import { type HeldOutcome, settleOne } from './quarantine-bulk.ts';
import { surroundingsOf, viewerOf } from './surroundings.ts';
import { writtenTo } from './written-to.ts';

export interface AskedMails {
  readonly q: string;
  readonly after: string | null;
}

/** Lines of a page. */
const linesPerPage = 50;

/** What could not be filed, of the lanes that the visitor sees. */
export async function showFailed(c: Context<Env>, site: Site, asked: AskedMails): Promise<Response> {
  const { q, after } = asked;
  const lanes = lanesOf(c, site).failed;
  if (lanes === 'none') throw new Failure('forbidden', 'this list is for leads and admins');
  const [surroundings, mails] = await Promise.all([
    surroundingsOf(c, site),
    site.store.mails.list({
      state: 'failed',
      ...(lanes === 'all' ? {} : { lanes }),
      ...(q === '' ? {} : { search: q }),
      ...(after === null ? {} : { before: after }),
      limit: linesPerPage + 1,
    }),
  ]);
  const next = mails.length > linesPerPage ? (mails[linesPerPage - 1]?.id ?? null) : null;
  const page = { items: mails.slice(0, linesPerPage), next };
  return c.html(
    mailListPage({ ...surroundings, asked: { ...asked, list: 'failed' }, page, now: site.now() }),
  );
}

/** One of them, so that looking at it harms nobody. */
export async function showMail(c: Context<Env>, site: Site): Promise<Response> {
  const mail = await seenMail(c, site);
  const raw = await site.store.mails.raw(mail.id);
  const [surroundings, read, wroteAt] = await Promise.all([
    surroundingsOf(c, site),
    site.read(raw),
    writtenTo(site, mail),
  ]);
  const { departments, screening } = site.settings();
  const department = departments.find(({ addresses }) => addresses.includes(mail.lane));
  return c.html(
    mailPage({
      ...surroundings,
      mail,
      read,
      header: headerText(raw),
      departmentTitle: department === undefined ? '' : titleOf(department),
      screening,
      mayAllow: mayManage(c.get('visitor').actor, 'allow'),
      wroteAt,
      now: site.now(),
    }),
  );
}

/** Its formatted form, for a frame. */
export async function bodyOfMail(c: Context<Env>, site: Site): Promise<Response> {
  return heldBody(site, await seenMail(c, site), c.get('language'));
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

const reason = z.string().trim().min(1).max(200);
const form = z.discriminatedUnion('do', [
  z.object({ do: z.enum(deeds).exclude(['delete']) }),
  z.object({ do: z.literal('delete'), reason }),
  z.object({ do: z.literal('retry') }),
  z.object({ do: z.literal('discard'), reason }),
]);

/** Does what was ordered, and goes back to the list. */
export async function settleMail(c: Context<Env>, site: Site): Promise<Response> {
  const mail = await seenMail(c, site);
  const given = form.safeParse(await c.req.parseBody());
  if (!given.success) return c.redirect(`/inbox/mail/${mail.id}?missing=reason`, 303);
  const { data } = given;
  if (data.do === 'retry' || data.do === 'discard') return settleFailed(c, site, mail, data);
  const result = await settleOne(c, site, mail.id, data.do, data.do === 'delete' ? data.reason : '');
  tell(c, { deed: data.do, mails: [[mail.id, result]] } satisfies HeldOutcome, isSecure(site));
  return c.redirect('/inbox?list=quarantine', 303);
}

async function settleFailed(
  c: Context<Env>,
  { store }: Site,
  mail: MailEntry,
  order: { readonly do: 'retry' } | { readonly do: 'discard'; readonly reason: string },
): Promise<Response> {
  const given = order.do === 'discard' ? { reason: order.reason } : {};
  const change = {
    actor: c.get('visitor').actor.address,
    action: `mail.${order.do}`,
    subject: mail.id,
    detail: { was: mail.state, via: 'page', ...given },
  };
  const done = await traced(store.audit, change, () => {
    if (mail.state !== 'failed') return Promise.resolve(false);
    return order.do === 'discard'
      ? store.mails.discard(mail.id, order.reason)
      : store.mails.retry(mail.id, false);
  });
  return c.redirect(done ? '/inbox?list=failed' : `/inbox/mail/${mail.id}`, 303);
}

function lanesOf(c: Context<Env>, { settings }: Site): Record<'quarantine' | 'failed', SeenLanes> {
  return seenMails(c.get('visitor').actor, settings().departments);
}

/** Throws Failure `not-found`, also for what is not his to see. */
async function seenMail(c: Context<Env>, site: Site): Promise<MailEntry> {
  const { mails, inbox } = site.store;
  const mail = await mails.find(c.req.param('id') ?? '');
  const eyes = { actor: c.get('visitor').actor, viewer: viewerOf(c) };
  if (mail === null || !(await seesMail(inbox, site.settings().departments, eyes, mail)))
    throw new Failure('not-found', 'there is no such mail');
  return mail;
}
