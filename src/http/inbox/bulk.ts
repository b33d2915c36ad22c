/** One action on many tickets. */
import type { Context } from 'hono';
import { z } from 'zod';
import { type Action, actionSchema } from '../../desk/action.ts';
import { describe, Failure } from '../../failure.ts';
import { tell } from '../flash.ts';
import { isSecure } from '../guard.ts';
import type { Env, Site } from '../site.ts';
import { viewerOf } from './surroundings.ts';

const text = z.string().trim().max(320).optional();
const form = z.object({
  ticket: z
    .union([z.string(), z.array(z.string())])
    .default([])
    .transform((given) => (Array.isArray(given) ? given : [given]))
    .pipe(z.array(z.string().regex(/^[0-9a-f]{24}$/)).max(200)),
  /** The list that it was sent from. */
  back: z
    .string()
    .regex(/^\/inbox\?[\x21-\x7e]*$/)
    .catch('/inbox'),
  do: z.enum(['tag', 'untag', 'merge']).optional(),
  assign: text,
  state: text,
  priority: text,
  department: text,
  tag: text,
  into: text,
});
type Form = z.output<typeof form>;

/** What came of it: how many were changed, and which were not. */
export const outcome = z.object({
  done: z.int(),
  /** Null: the form did not say what to do, or to which tickets. */
  action: actionSchema.nullable(),
  /** The ticket that all were to be merged into is not there for him. */
  targetMissing: z.boolean(),
  refused: z.array(z.object({ ticketId: z.string(), code: z.string() })),
  more: z.int(),
});
export type Outcome = z.output<typeof outcome>;

/** Refusals that are told one by one; of the others only how many they are. */
const mostTold = 5;
const nothingDone = { done: 0, action: null, targetMissing: false, refused: [], more: 0 };

export async function actOnMany(c: Context<Env>, site: Site): Promise<Response> {
  const parsed = form.safeParse(await c.req.parseBody({ all: true }));
  const asked = parsed.success ? actionOf(parsed.data) : null;
  const action = actionSchema.safeParse(asked).data ?? null;
  const tickets = parsed.data?.ticket ?? [];
  const result =
    action === null || tickets.length === 0 ? nothingDone : await outcomeOf(c, site, tickets, action);
  tell(c, result, isSecure(site));
  return c.redirect(parsed.data?.back ?? '/inbox', 303);
}

/** The action that was chosen: by its button, or by the field that was filled in. Its values are not yet looked at. */
export function actionOf(chosen: Form): unknown {
  const { do: button, assign, state, priority, department, tag, into } = chosen;
  if (assign !== undefined) return { do: 'assign', owner: assign === '' ? null : assign };
  if (state !== undefined) return { do: 'state', state };
  if (priority !== undefined) return { do: 'priority', priority };
  if (department !== undefined) return { do: 'department', department };
  // Enter in one of two fields that are both filled in: nobody knows which was meant.
  if (tag && into && button === undefined) return null;
  if (tag && button === 'untag') return { do: 'tags', remove: [tag] };
  if (tag && button !== 'merge') return { do: 'tags', add: [tag] };
  return into ? { do: 'merge', into } : null;
}

/** A target that is missing is no fault of the tickets that were to go there. */
async function outcomeOf(
  c: Context<Env>,
  site: Site,
  tickets: readonly string[],
  action: Action,
): Promise<Outcome> {
  if (action.do !== 'merge') return actOnEach(c, site, tickets, action);
  const target = await site.store.inbox.ticket(viewerOf(c), action.into);
  if (target === null) return { ...nothingDone, action, targetMissing: true };
  return actOnEach(c, site, tickets, { ...action, into: target.ticketId });
}

/** One after the other: each is a transaction of its own, and the audit trail is one chain. */
async function actOnEach(
  c: Context<Env>,
  site: Site,
  tickets: readonly string[],
  action: Action,
): Promise<Outcome> {
  const { actor } = c.get('visitor');
  const refused: Outcome['refused'] = [];
  let done = 0;
  for (const ticket of tickets) {
    try {
      await site.desk.act(actor, ticket, action);
      done += 1;
    } catch (error) {
      if (!(error instanceof Failure)) site.log.error('inbox.bulk', { ticket, error: describe(error) });
      refused.push({
        ticketId: await nameOf(c, site, ticket),
        code: error instanceof Failure ? error.code : 'other',
      });
    }
  }
  const told = refused.slice(0, mostTold);
  return { ...nothingDone, done, action, refused: told, more: refused.length - told.length };
}

async function nameOf(c: Context<Env>, { store }: Site, ticket: string): Promise<string> {
  return (await store.inbox.ticket(viewerOf(c), ticket))?.ticketId ?? ticket;
}
