/** Mails that became no ticket (quarantine, failed), and mail that goes out. */
import { z } from '@hono/zod-openapi';
import { mayManage } from '../../desk/rights.ts';
import { seenMails, seesLane } from '../../desk/seen-mails.ts';
import { Failure } from '../../failure.ts';
import type { Actor } from '../../people.ts';
import type { MailEntry } from '../../ports.ts';
import type { Site } from '../site.ts';
import { type Api, endpoint } from './endpoint.ts';
import { attached } from './files.ts';
import { pageById, paged, pageOf, paging } from './paging.ts';
import { mail, ofId } from './shapes.ts';
import { trail } from './trail.ts';

const tag = 'Mails';
const read = { tag, method: 'get', scope: 'tickets:read' } as const;
const write = { tag, method: 'post', scope: 'tickets:write', problems: [409] } as const;

/** Adds `/mails…`. */
export function addMails(api: Api, site: Site): void {
  const { mails } = site.store;
  const lanes = (actor: Actor, list: 'quarantine' | 'failed') =>
    seenMails(actor, site.settings().departments)[list];
  const seen = async (actor: Actor, id: string): Promise<MailEntry> => {
    const one = await mails.find(id);
    const aside = one?.state === 'failed' ? 'failed' : 'quarantine';
    if (one === null || !seesLane(lanes(actor, aside), one.lane))
      throw new Failure('not-found', 'there is no such mail');
    return one;
  };
  endpoint(
    api,
    {
      ...read,
      path: '/mails',
      summary: 'Mails in quarantine, or that could not be filed',
      query: z.object({
        list: z.enum(['quarantine', 'failed']).default('quarantine'),
        q: z.string().max(200).optional(),
        ...paging,
      }),
      answer: pageOf(mail),
    },
    async ({ c, actor, query: { list, q, cursor, limit } }) => {
      if (list === 'failed' && !mayManage(actor, 'failed'))
        throw new Failure('forbidden', 'this list is for leads and admins');
      const own = lanes(actor, list);
      const found = await mails.list({
        state: list === 'failed' ? 'failed' : 'quarantined',
        ...(own === 'all' ? {} : { lanes: own === 'none' ? [] : own }),
        ...(q === undefined ? {} : { search: q }),
        ...(cursor === undefined ? {} : { before: cursor }),
        limit: limit + 1,
      });
      return paged(c, pageById(found, limit));
    },
  );
  endpoint(
    api,
    { ...read, path: '/mails/{id}', summary: 'One mail', params: ofId, answer: mail },
    ({ actor, params }) => seen(actor, params.id),
  );
  endpoint(
    api,
    {
      ...read,
      path: '/mails/{id}/raw',
      summary: 'The mail as it came',
      params: ofId,
      answer: 'message/rfc822',
    },
    async ({ actor, params }) => {
      const { id } = await seen(actor, params.id);
      return attached(await mails.raw(id), 'message/rfc822', `${id}.eml`);
    },
  );
  const settle = async (actor: Actor, id: string, name: string, detail: { reason?: string }) => {
    const { state } = await seen(actor, id);
    const list = state === 'quarantined' ? 'quarantine' : 'mail';
    await trail(site, actor, `${list}.${name}`, id, { was: state, ...detail });
    const done =
      name === 'discard'
        ? await mails.discard(id, detail.reason ?? '')
        : await mails.retry(id, name === 'release');
    if (!done) throw new Failure('conflict', `the mail is ${state}: it does not lie aside`);
    return seen(actor, id);
  };
  endpoint(
    api,
    {
      ...write,
      path: '/mails/{id}/release',
      summary: 'Lifts the spam verdict and files it',
      params: ofId,
      answer: mail,
    },
    ({ actor, params }) => settle(actor, params.id, 'release', {}),
  );
  endpoint(
    api,
    { ...write, path: '/mails/{id}/retry', summary: 'Tries to file it again', params: ofId, answer: mail },
    ({ actor, params }) => settle(actor, params.id, 'retry', {}),
  );
  endpoint(
    api,
    {
      ...write,
      path: '/mails/{id}/discard',
      summary: 'Throws it out; the record and its bytes stay',
      params: ofId,
      body: z.strictObject({ reason: z.string().trim().min(1).max(200) }),
      answer: mail,
    },
    ({ actor, params, body }) => settle(actor, params.id, 'discard', body),
  );
}
