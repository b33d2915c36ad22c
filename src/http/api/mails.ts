/** Mails that became no ticket: quarantine, and what failed. */
import { z } from '@hono/zod-openapi';
import { type Reason, reasons } from '../../decision.ts';
import { mayManage } from '../../desk/rights.ts';
import { type Eyes, seenMails, seesMail } from '../../desk/seen-mails.ts';
import { Failure } from '../../failure.ts';
import type { MailEntry } from '../../model/mail-store.ts';
import type { Actor } from '../../model/people.ts';
import type { Order } from '../../model/quarantine.ts';
import type { Site } from '../site.ts';
import { type Api, endpoint } from './endpoint.ts';
import { attached } from './files.ts';
import { pageById, paged, pageOf, paging } from './paging.ts';
import { mail, ofId } from './shapes.ts';
import { trail } from './trail.ts';

const tag = 'Mails';
const reasonCodes = Object.keys(reasons) as [Reason, ...Reason[]];
const flag = z
  .enum(['true', 'false'])
  .default('false')
  .transform((text) => text === 'true');
const read = { tag, method: 'get', scope: 'tickets:read' } as const;
const write = { tag, method: 'post', scope: 'tickets:write', problems: [409] } as const;

interface Asker extends Eyes {
  readonly actor: Actor;
}

/** Adds `/mails…`. */
export function addMails(api: Api, site: Site): void {
  const { mails, quarantine, inbox } = site.store;
  const lanes = (actor: Actor, list: 'quarantine' | 'failed') =>
    seenMails(actor, site.settings().departments)[list];
  const seen = async (eyes: Asker, id: string): Promise<MailEntry> => {
    const one = await mails.find(id);
    if (one === null || !(await seesMail(inbox, site.settings().departments, eyes, one)))
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
        sender: z.string().max(200).optional().describe('Part of the sender; of held mail.'),
        reason: z.enum(reasonCodes).optional().describe('Why it is held.'),
        order: z.enum(['date', 'score']).default('date').describe('Of held mail.'),
        ...paging,
      }),
      answer: pageOf(mail),
    },
    async ({ c, actor, query: { list, q, sender, reason, order, cursor, limit } }) => {
      if (list === 'failed' && !mayManage(actor, 'failed'))
        throw new Failure('forbidden', 'this list is for leads and admins');
      const own = lanes(actor, list);
      const wanted = {
        ...(own === 'all' ? {} : { lanes: own === 'none' ? [] : own }),
        ...(q === undefined ? {} : { search: q }),
      };
      if (list === 'quarantine') {
        const more = {
          ...(sender === undefined ? {} : { sender }),
          ...(reason === undefined ? {} : { reason }),
        };
        return paged(c, await quarantine.list({ ...wanted, ...more, order, after: cursor ?? null, limit }));
      }
      const found = await mails.list({
        state: 'failed',
        ...wanted,
        ...(cursor === undefined ? {} : { before: cursor }),
        limit: limit + 1,
      });
      return paged(c, pageById(found, limit));
    },
  );
  endpoint(api, { ...read, path: '/mails/{id}', summary: 'One mail', params: ofId, answer: mail }, (eyes) =>
    seen(eyes, eyes.params.id),
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
    async (eyes) => {
      const { id } = await seen(eyes, eyes.params.id);
      return attached(await mails.raw(id), 'message/rfc822', `${id}.eml`);
    },
  );
  const retry = async (eyes: Asker, id: string, name: string, detail: { reason?: string }) => {
    const { state } = await seen(eyes, id);
    await trail(site, eyes.actor, `mail.${name}`, id, { was: state, ...detail });
    const done =
      name === 'discard' ? await mails.discard(id, detail.reason ?? '') : await mails.retry(id, false);
    if (!done) throw new Failure('conflict', `the mail is ${state}: it does not lie aside`);
    return seen(eyes, id);
  };
  /** Of held mail. */
  const settle = async (eyes: Asker, id: string, order: Order) => {
    const { actor } = eyes;
    if (order.deed === 'allow' && !mayManage(actor, 'allow'))
      throw new Failure('forbidden', 'leads and admins allow senders');
    const one = await seen(eyes, id);
    const token = actor.kind === 'token' && actor.id !== null ? { token: actor.id } : {};
    const by = { actor: actor.address || actor.name, via: actor.via, ...token };
    const result = await site.quarantine.settle(one, order, by);
    if (result === 'gone') throw new Failure('conflict', `the mail is ${one.state}: it is not in quarantine`);
    if (result === 'unproven')
      throw new Failure('conflict', 'nothing proves the sender, so that he cannot be allowed');
    return seen(eyes, id);
  };
  endpoint(
    api,
    {
      ...write,
      path: '/mails/{id}/release',
      summary: 'Lifts the spam verdict and files it',
      params: ofId,
      query: z.object({
        teach: flag.describe('The scorer learns that it is no spam.'),
        allow: flag.describe('Its sender goes on the allow list; for leads and admins.'),
      }),
      answer: mail,
    },
    ({ query: { teach, allow }, ...eyes }) => {
      if (teach && allow) throw new Failure('bad-usage', 'either `teach` or `allow`');
      return settle(eyes, eyes.params.id, { deed: allow ? 'allow' : teach ? 'ham' : 'release' });
    },
  );
  endpoint(
    api,
    {
      ...write,
      path: '/mails/{id}/spam',
      summary: 'Discards held mail, and the scorer learns that it is spam',
      params: ofId,
      answer: mail,
    },
    (eyes) => settle(eyes, eyes.params.id, { deed: 'spam' }),
  );
  endpoint(
    api,
    { ...write, path: '/mails/{id}/retry', summary: 'Tries to file it again', params: ofId, answer: mail },
    (eyes) => retry(eyes, eyes.params.id, 'retry', {}),
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
    async ({ body, ...eyes }) => {
      const { id } = eyes.params;
      const { state } = await seen(eyes, id);
      return state === 'quarantined'
        ? settle(eyes, id, { deed: 'delete', ...body })
        : retry(eyes, id, 'discard', body);
    },
  );
}
