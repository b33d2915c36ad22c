/** Tells on the next page what came of a form, once. It travels in a cookie: any node may serve that page. */
import type { Context } from 'hono';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import type { z } from 'zod';
import type { Env } from './site.ts';

const name = 'postern-told';
const path = '/inbox';

/** At most some 3 kB (RFC 6265, 6.1). */
export function tell(c: Context<Env>, what: unknown, secure: boolean): void {
  const value = Buffer.from(JSON.stringify(what)).toString('base64url');
  setCookie(c, name, value, { path, httpOnly: true, sameSite: 'Lax', maxAge: 60, secure });
}

/** What was told, where it has that shape; it is told no second time. */
export function told<Shape extends z.ZodType>(c: Context<Env>, shape: Shape): z.output<Shape> | null {
  const value = getCookie(c, name);
  if (value === undefined) return null;
  deleteCookie(c, name, { path });
  try {
    return shape.parse(JSON.parse(Buffer.from(value, 'base64url').toString()));
  } catch {
    return null;
  }
}
