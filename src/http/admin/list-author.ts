/** Who changes a list. */
import type { Context } from 'hono';
import type { ListAuthor } from '../../model/sender-lists.ts';
import type { Env } from '../site.ts';

/** The visitor, as the audit trail names him. */
export function authorOf(c: Context<Env>): ListAuthor {
  return { actor: c.get('visitor').actor.address, via: 'page' };
}
