/** Lists as JSON: as `postern lists export --json` writes them, or plain texts. Pure. */
import { z } from 'zod';
import { listNames } from '../model/sender-lists.ts';
import type { Given } from './list-import.ts';

const entrySchema = z.union([
  z.string().transform((pattern) => ({ pattern })),
  z.object({
    pattern: z.string(),
    list: z.enum(listNames).optional(),
    reason: z.string().optional(),
    expiresAt: z.string().nullish(),
  }),
]);

/** Entries of an array; the line of one is its number in it. */
export function* jsonEntries(text: string): Generator<Given> {
  const rows = arrayOf(text);
  if (rows === null) {
    yield { line: 0, text: text.trim().slice(0, 120), problem: 'no-json' };
    return;
  }
  for (const [index, row] of rows.entries()) {
    const about = { line: index + 1, text: JSON.stringify(row).slice(0, 120) };
    const parsed = entrySchema.safeParse(row);
    if (!parsed.success) {
      yield { ...about, problem: 'no-pattern' };
      continue;
    }
    const { pattern, list = null, reason = null, expiresAt = null } = { ...nothing, ...parsed.data };
    yield { ...about, pattern, list, reason, expires: expiresAt };
  }
}

const nothing: { list?: 'allow' | 'deny' | 'block'; reason?: string; expiresAt?: string | null } = {};

function arrayOf(text: string): unknown[] | null {
  try {
    const value: unknown = JSON.parse(text);
    const parsed = z
      .union([z.array(z.unknown()), z.object({ items: z.array(z.unknown()) })])
      .safeParse(value);
    if (!parsed.success) return null;
    return Array.isArray(parsed.data) ? parsed.data : parsed.data.items;
  } catch {
    return null;
  }
}
