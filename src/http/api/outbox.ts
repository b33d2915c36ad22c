/** Mail that goes out: what waits, and what failed. */
import { z } from '@hono/zod-openapi';
import { sees } from '../../desk/rights.ts';
import { Failure } from '../../failure.ts';
import type { OutgoingEntry } from '../../model/outbox-store.ts';
import type { Actor } from '../../model/people.ts';
import type { Site } from '../site.ts';
import { type Api, endpoint } from './endpoint.ts';
import { paged, pageOf, paging } from './paging.ts';
import { ofId, outgoing } from './shapes.ts';
import { trail } from './trail.ts';

const tag = 'Outbox';
const states = ['queued', 'sending', 'sent', 'deferred', 'failed', 'bounced', 'cancelled'] as const;

/** Adds `/outbox…`. Rows of tickets are for those who see the ticket; others, such as alarms, for admins. */
export function addOutbox(api: Api, site: Site): void {
  const { outbox, tickets } = site.store;
  const isSeen = async ({ departments, role }: Actor, { ticket }: OutgoingEntry): Promise<boolean> => {
    if (departments === 'all') return true;
    if (ticket === null) return role === 'admin';
    const found = await tickets.byId(ticket);
    return found !== null && sees(departments, found.department);
  };
  const seen = async (actor: Actor, id: string): Promise<OutgoingEntry> => {
    const entry = await outbox.find(id);
    if (entry === null || !(await isSeen(actor, entry)))
      throw new Failure('not-found', 'there is no such mail');
    return entry;
  };
  endpoint(
    api,
    {
      method: 'get',
      path: '/outbox',
      tag,
      scope: 'tickets:read',
      summary: 'Outgoing mail, the newest first',
      query: z.object({
        state: z.enum(states).optional(),
        kind: z.enum(['receipt', 'notice', 'reply', 'alarm']).optional(),
        ...paging,
      }),
      answer: pageOf(outgoing),
    },
    async ({ c, actor, query: { state, kind, cursor, limit } }) => {
      const found = await outbox.list({
        ...(state === undefined ? {} : { state }),
        ...(kind === undefined ? {} : { kind }),
        ...(cursor === undefined ? {} : { before: cursor }),
        limit: limit + 1,
      });
      const page = found.slice(0, limit);
      const mine = await Promise.all(page.map((entry) => isSeen(actor, entry)));
      // A page may hold fewer than were asked for: what others see is left out of it.
      const next = found.length > limit ? (page.at(-1)?.id ?? null) : null;
      return paged(c, { items: page.filter((_, at) => mine[at]), next });
    },
  );
  const change = async (actor: Actor, id: string, name: 'retry' | 'cancel') => {
    const { state } = await seen(actor, id);
    await trail(site, actor, `outbox.${name}`, id, { was: state });
    if (!(await outbox[name](id))) throw new Failure('conflict', `the mail is ${state}`);
    return seen(actor, id);
  };
  const write = {
    method: 'post',
    tag,
    scope: 'tickets:write',
    params: ofId,
    answer: outgoing,
    problems: [409],
  } as const;
  endpoint(
    api,
    { ...write, path: '/outbox/{id}/retry', summary: 'Queues a deferred, failed or cancelled mail anew' },
    ({ actor, params }) => change(actor, params.id, 'retry'),
  );
  endpoint(
    api,
    { ...write, path: '/outbox/{id}/cancel', summary: 'Withdraws a mail not yet sent' },
    ({ actor, params }) => change(actor, params.id, 'cancel'),
  );
}
