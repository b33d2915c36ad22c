/** Tokens that browsers and programs show, and passwords that people know. */
import { createHash, randomBytes } from 'node:crypto';
import { hash, verify } from '@node-rs/argon2';

/** argon2id, the library’s default, at the cost that OWASP names first: 19 MiB, two passes, one lane. */
const cost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

/** 256 random bits, in base64url: for a cookie, a link or a header. */
export function newToken(): string {
  return randomBytes(32).toString('base64url');
}

/** What we keep of a token: who reads the database cannot log in with it. Random enough for a plain hash. */
export function tokenHash(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}

/** A password as it is kept, in PHC form, with a salt of its own. */
export function hashPassword(password: string): Promise<string> {
  return hash(password, cost);
}

/** Whether it is that password. `null`, no password set, takes as long and is never right. */
export async function passwordMatches(kept: string | null, password: string): Promise<boolean> {
  if (kept !== null) return verify(kept, password);
  await hash(password, cost);
  return false;
}
