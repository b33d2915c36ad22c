/** Addresses of lists. */
import type { Place } from './inbox-page.ts';

export interface Asked {
  readonly list: Place;
  readonly department: string | null;
  /** What was searched for; empty: nothing. */
  readonly q: string;
  readonly order: 'date' | 'relevance';
  readonly after: string | null;
}

/** The address of a list, with only what differs from the usual. */
export function listPath({ list, department, q, order, after }: Asked): string {
  const parts = new URLSearchParams();
  if (q === '' || list !== 'all') parts.set('list', list);
  if (department !== null) parts.set('department', department);
  if (q !== '') parts.set('q', q);
  if (order !== 'date') parts.set('order', order);
  if (after !== null) parts.set('after', after);
  return `/inbox?${parts}`;
}
