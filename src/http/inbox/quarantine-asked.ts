/** What a page of quarantine was asked for, and the address that asks for it again. */
import { z } from 'zod';
import { type Reason, reasons } from '../../decision.ts';

export const heldAsked = z.object({
  q: z.string().trim().max(200).default('').catch(''),
  reason: z
    .string()
    .refine((text): text is Reason => Object.hasOwn(reasons, text))
    .nullable()
    .default(null)
    .catch(null),
  department: z.string().min(1).max(100).nullable().default(null).catch(null),
  order: z.enum(['date', 'score']).default('date').catch('date'),
  after: z.string().max(80).nullable().default(null).catch(null),
});
export type HeldAsked = z.output<typeof heldAsked>;

/** With only what differs from the usual. */
export function heldPath({ q, reason, department, order, after }: HeldAsked): string {
  const parts = new URLSearchParams({ list: 'quarantine' });
  if (q !== '') parts.set('q', q);
  if (reason !== null) parts.set('reason', reason);
  if (department !== null) parts.set('department', department);
  if (order !== 'date') parts.set('order', order);
  if (after !== null) parts.set('after', after);
  return `/inbox?${parts}`;
}
