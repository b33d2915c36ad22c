/** What the pages and the API on lists are asked. */
import { z } from 'zod';
import { listFormats, listNames, listOrders } from '../../model/sender-lists.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/** How long an entry may stand, by the names that forms and commands have for it. */
const spanMs = {
  '1h': hourMs,
  '1d': dayMs,
  '7d': 7 * dayMs,
  '30d': 30 * dayMs,
  '365d': 365 * dayMs,
  never: null,
} as const satisfies Record<string, number | null>;
export type Span = keyof typeof spanMs;
export const spans = Object.keys(spanMs) as [Span, ...Span[]];
export const blockSpans = ['1h', '1d', '7d', '30d'] as const satisfies readonly Span[];

/** When something that begins now ends. */
export function endOf(span: Span, now: Date): Date | null {
  const ms = spanMs[span];
  return ms === null ? null : new Date(now.getTime() + ms);
}

export const listName = z.enum(listNames);
const reason = z.string().trim().max(200);
const pattern = z.string().trim().min(1).max(300);

export const listsQuery = z.object({
  list: listName.catch('deny'),
  q: z.string().trim().max(200).catch(''),
  order: z.enum(listOrders).catch('newest'),
  skip: z.coerce.number().int().min(0).max(10_000_000).catch(0),
  /** Somebody to put on that list: its form is shown, filled in. */
  allow: z.string().trim().max(300).catch(''),
  deny: z.string().trim().max(300).catch(''),
  block: z.string().trim().max(100).catch(''),
  told: z
    .enum(['added', 'renewed', 'ours', 'removed', 'lifted', 'blocked', 'imported', 'unselected'])
    .nullable()
    .catch(null),
  n: z.coerce.number().int().min(0).catch(0),
});
export type ListsQuery = z.output<typeof listsQuery>;

export const addForm = z.object({ list: listName, pattern, reason, span: z.enum(spans) });
export const blockForm = z.object({
  source: pattern,
  scope: z.enum(['narrow', 'wide']).catch('narrow'),
  reason,
  span: z.enum(blockSpans).catch('1h'),
});

export const removeForm = z.object({
  list: listName.catch('deny'),
  id: z
    .union([z.string(), z.array(z.string())])
    .default([])
    .transform((given) => [given].flat())
    .pipe(z.array(z.string().regex(/^[0-9a-f]{24}$/)).max(1000)),
  /** The button of one line: what else is selected stays. */
  only: z
    .string()
    .regex(/^[0-9a-f]{24}$/)
    .optional(),
});

export const importForm = z.object({
  list: listName.catch('deny'),
  format: z.enum(listFormats).catch('auto'),
  reason: reason.catch(''),
  span: z.enum(spans).catch('never'),
  text: z.string().catch(''),
  save: z.string().optional(),
});
export type ImportForm = z.output<typeof importForm>;
